package io.concordat.simulation;

import io.concordat.protocol.Role;
import io.concordat.record.RecordLog;
import io.concordat.replica.HostSetup;
import io.concordat.replica.ReplicaHost;
import io.concordat.replica.StartRefused;
import io.concordat.simulation.disk.OpenDisk;
import io.concordat.simulation.disk.SimulatedDisk;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.NodeClock;
import io.concordat.simulation.time.SimulatedRuntime;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** One machine: its clock and disk over all times, its process from start to crash to start. */
final class SimulatedNode {
    private final int number;
    private final World world;
    private final NodeClock clock;
    private final SimulatedDisk disk;
    private final NodeWatch watch;
    private final Rules rules;
    private final boolean lies;
    private Life life;
    private boolean troubled;

    SimulatedNode(int number, World world) {
        this.number = number;
        this.world = world;
        this.clock = new NodeClock(world.time(), world.random().nextLong() >>> 4);
        this.rules = world.rulesFor(number);
        this.lies = world.treason().lies(number);
        this.watch = new NodeWatch(number, World.GROUP, rules, world.tracer(), world.treason());
        this.disk = new SimulatedDisk(
                world.time(), world.random().split(), world.plan().sync(), watch.image());
        this.life = new Life(number, 0, name());
        life.end();
    }

    private String name() {
        return "node-" + number;
    }

    int number() {
        return number;
    }

    SimulatedDisk disk() {
        return disk;
    }

    NodeClock clock() {
        return clock;
    }

    NodeWatch watch() {
        return watch;
    }

    Life life() {
        return life;
    }

    boolean up() {
        return life.alive();
    }

    /** The role a fault hits, for the report. */
    String role() {
        return up() ? watch.role().name().toLowerCase(Locale.ROOT) : "down";
    }

    boolean follows() {
        return up() && (watch.role() == Role.FOLLOWER || watch.role() == Role.BACKUP);
    }

    /**
     * Whether its disk knows what this life last found out about its memory. A replica is whole before its disk knows,
     * and slow disks take their time: a restart from there would be an amnesia once more.
     */
    boolean remembersWhole() {
        long recovered = watch.recoveredAt();
        return recovered == NodeWatch.NEVER || disk.notedSince(World.GROUP, recovered);
    }

    /** As {@code init} does, once in the cluster's life. */
    void format() {
        Life formatting = new Life(number, 0, name());
        try (OpenDisk open = disk.open(formatting)) {
            RecordLog.format(open, world.context(), world.genesis(), number);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        formatting.end();
    }

    /** Starts a new life, unless one is under way. */
    void start() {
        if (life.alive()) {
            return;
        }
        Life next = new Life(number, life.number() + 1, name());
        life = next;
        troubled = lies || disk.faults().syncFailureArmed();
        world.time().after(0, next, Activity.CONTROL, () -> boot(next));
    }

    private void boot(Life next) {
        try {
            OpenDisk open = disk.open(next);
            ObservedMachine machine =
                    new ObservedMachine(world.plan().workload().machine().get(), watch, rules);
            ReplicaHost.start(setup(next, open, machine));
            open.opened();
        } catch (IOException | StartRefused e) {
            if (troubled) {
                world.restartLater(this, 100_000_000, 2_000_000_000);
            } else if (!disk.isRotten() && !disk.faults().isFull()) {
                world.rules().checks.violated("node-starts", name() + " refuses to start: " + e.getMessage());
            }
            if (world.tracer().on()) {
                world.tracer().line(number, "refused", String.valueOf(e.getMessage()));
            }
            next.end();
            watch.died();
        }
    }

    private HostSetup setup(Life next, OpenDisk open, ObservedMachine machine) {
        return world.treason().turn(number, honest(next, open, machine));
    }

    private HostSetup honest(Life next, OpenDisk open, ObservedMachine machine) {
        return new HostSetup(
                number,
                world.context().cluster(),
                world.genesis(),
                true,
                world.settings(),
                world.plan().limits(),
                ObservedProtocol.of(world.plan().protocol(), watch),
                List.of(new HostSetup.HostedGroup(World.GROUP, "main", machine)),
                open,
                world.network().transport(number, next),
                new SimulatedRuntime(world.time(), next, clock, world.random().split()),
                world.plan().signatures().signer(number),
                world.plan().signatures().verifier(),
                new Facts(next));
    }

    /** The next failure this life reports is the simulator's own doing. */
    void expectTrouble() {
        troubled = true;
    }

    /** SIGKILL. */
    void crash() {
        if (!life.alive()) {
            return;
        }
        end("crash");
        disk.processDied();
        world.network().processDied(number);
    }

    /** The machine loses its power, whether or not a process runs on it. */
    void cutPower() {
        end("powercut");
        disk.powerCut();
        world.network().powerLost(number);
    }

    /**
     * Arms {@code death}, a crash or a power cut of this node, after {@code effects} more effects of the running
     * life.
     */
    void dieAfter(long effects, Runnable death) {
        life.crashAfter(effects, death);
    }

    private void end(String how) {
        if (world.tracer().on()) {
            world.tracer().line(number, how, "role=" + role() + " term=" + watch.term());
        }
        life.end();
        watch.died();
    }

    private final class Facts implements HostSetup.NodeFacts {
        private final Life of;

        Facts(Life of) {
            this.of = of;
        }

        @Override
        public double cpuSeconds() {
            return 0;
        }

        @Override
        public boolean tls() {
            return true;
        }

        @Override
        public boolean sync() {
            return world.plan().sync();
        }

        @Override
        public void refused(int member, String why) {
            if (!lies) {
                world.treason().refused(member);
            }
        }

        @Override
        public void failed(String reason) {
            if (!of.alive()) {
                return;
            }
            if (!troubled) {
                world.rules().checks.violated("node-stays-up", name() + " stopped itself: " + reason);
            }
            // The program exits as soon as it is told; restarting is somebody else's business.
            world.time().after(0, of, Activity.CONTROL, SimulatedNode.this::crash);
            world.restartLater(SimulatedNode.this, 100_000_000, 2_000_000_000);
        }
    }
}
