package io.concordat.simulation;

import io.concordat.api.Outcome;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.client.ClientSession;
import io.concordat.client.ClientSetup;
import io.concordat.client.ClientTimeouts;
import io.concordat.client.ClusterClient;
import io.concordat.client.SessionListener;
import io.concordat.crypto.Signer;
import io.concordat.simulation.invariants.RealTimeOrder;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.NodeClock;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.SimulatedRuntime;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One client machine running the production client: opens sessions, submits and reads at its own pace, dies and
 * comes back,
 * and holds every answer against the witness's record.
 */
final class SimulatedClient {
    private static final long MILLI = 1_000_000;
    private static final int MOST_WAITING = 16;
    /** By then somebody leads. */
    private static final long CALM = 4_000 * MILLI;

    private final World world;
    private final int machine;
    private final boolean polite;
    private final Manner manner;
    private final Clients.Tally tally;
    private final SeededRandom random;
    private final NodeClock clock;
    private final long pace;
    private final double reads;
    /** Whether it also reads from whichever node. */
    private final boolean nearby;

    private Life life;
    private @Nullable ClusterClient client;
    private @Nullable ClientSession session;
    private boolean opening;
    private boolean resting;
    private int waiting;
    private long commands;

    SimulatedClient(World world, int number, Clients.Tally tally, boolean polite, Manner manner) {
        this.world = world;
        this.manner = manner;
        this.polite = polite;
        this.machine = world.plan().nodes() + 1 + number;
        this.tally = tally;
        this.random = world.random().split();
        this.clock = new NodeClock(world.time(), random.nextLong() >>> 4);
        // Stale answers show where one client reads quickly on one side while another writes on the other.
        this.pace = (random.chance(0.3) ? random.between(4, 15) : random.between(10, 150)) * MILLI;
        this.reads = random.between(1, 9) / 10.0;
        this.nearby = random.chance(0.5);
        this.life = new Life(machine, 0, name());
        life.end();
    }

    private String name() {
        return "client-" + machine;
    }

    int waiting() {
        return waiting;
    }

    ClusterClient client() {
        ClusterClient running = client;
        if (running == null) {
            throw new IllegalStateException(name() + " does not run");
        }
        return running;
    }

    boolean up() {
        return life.alive();
    }

    void start() {
        if (life.alive()) {
            return;
        }
        Life next = new Life(machine, life.number() + 1, name());
        life = next;
        waiting = 0;
        session = null;
        opening = false;
        Signer signer = world.plan().signatures().signer(machine);
        Bytes key = signer.publicKey();
        client = new ClusterClient(new ClientSetup(
                world.context().cluster(),
                World.GROUP,
                IntStream.rangeClosed(1, world.plan().nodes()).boxed().toList(),
                key,
                signer,
                world.network().dialer(machine, next, key),
                new SimulatedRuntime(world.time(), next, clock, random.split()),
                task -> world.time().after(1 + random.nextLong(20_000), next, Activity.WORKLOAD, task),
                world.plan().limits(),
                ClientTimeouts.DEFAULTS,
                world.plan().protocol().replies()));
        tick();
    }

    void crash(long downNanos) {
        Life dying = life;
        dying.end();
        world.network().clientGone(dying);
        world.time().after(downNanos, null, Activity.CONTROL, this::start);
    }

    void pause(long nanos) {
        life.freezeUntil(world.time().now() + nanos);
    }

    /** Opens many sessions at once, sends all commands in each, and closes them. */
    void flood(int sessions, int commandsEach) {
        if (!life.alive()) {
            return;
        }
        for (int i = 0; i < sessions; i++) {
            long timeout = random.between(300, 5_000) * MILLI;
            client().openSession(Duration.ofMillis(random.between(2_000, 15_000)), Duration.ofNanos(timeout))
                    .whenComplete((opened, failure) -> {
                        for (int c = 0; opened != null && c < commandsEach; c++) {
                            submit(opened, timeout, outcome -> {});
                        }
                        if (opened != null) {
                            opened.close(Duration.ofSeconds(2));
                        }
                    });
        }
    }

    /** Does not read for a while. */
    void deafen(long nanos) {
        world.network().reads(machine, false);
        world.time().after(nanos, null, Activity.FAULT, () -> world.network().reads(machine, true));
    }

    void rest() {
        resting = true;
        world.network().reads(machine, true);
        life.thaw();
        if (!life.alive()) {
            start();
        }
    }

    private void tick() {
        world.time().after(1 + random.nextLong(2 * pace), life, Activity.WORKLOAD, () -> {
            tick();
            if (!resting && waiting < MOST_WAITING) {
                act();
            }
        });
    }

    private void act() {
        int burst = random.chance(0.1) ? random.below(6) + 1 : 1;
        for (int i = 0; i < burst; i++) {
            long timeout = random.between(300, 5_000) * MILLI;
            if (random.chance(0.05)) {
                sample();
            } else if (random.chance(reads)) {
                read(timeout, outcome -> {});
            } else {
                write(timeout, outcome -> {});
            }
        }
        if (session != null && random.chance(0.01)) {
            session.close(Duration.ofSeconds(2));
            session = null;
        }
    }

    /** Asks some node for its state root. */
    private void sample() {
        int node = 1 + random.below(world.plan().nodes());
        sample(node, done -> {});
    }

    /** Hands over what {@code node} holds for clients, bytes, or -1. */
    void held(int node, Consumer<Long> bytes) {
        client().status(node, 0, Duration.ofSeconds(1))
                .whenComplete((status, failure) ->
                        bytes.accept(status == null ? -1 : status.figures().pendingBytes()));
    }

    /** Feeds {@code node}'s root to the rules and hands over its index, or -1. */
    void sample(int node, Consumer<Long> index) {
        client().status(node, 0, Duration.ofSeconds(1)).whenComplete((status, failure) -> {
            if (status == null || status.stateHash().isEmpty()) {
                index.accept(-1L);
                return;
            }
            if (!world.treason().lies(node)) {
                world.rules().roots.root(node, status.stateIndex(), status.stateHash());
            }
            index.accept(status.stateIndex());
        });
    }

    /** Submits a fresh command, as soon as there is a session. */
    void write(long timeoutNanos, Consumer<Outcome> then) {
        ClientSession open = session;
        if (open == null || !open.usable()) {
            openSession(timeoutNanos);
            then.accept(new Outcome.Refused("NO_SESSION", "not open yet"));
            return;
        }
        submit(open, timeoutNanos, then);
    }

    private void submit(ClientSession open, long timeoutNanos, Consumer<Outcome> then) {
        long id = machine * 1_000_000_000L + ++commands;
        Bytes command = world.plan().workload().command().next(random);
        Bytes sent = new ByteWriter(16).u64(id).raw(command).toBytes();
        long asked = asked(1);
        long began = world.time().now();
        manner.submit(open, sent, Duration.ofNanos(timeoutNanos), began).whenComplete((outcome, failure) -> {
            waiting--;
            judge("command " + id, began, outcome);
            commandAnswered(id, asked, outcome);
            then.accept(outcome);
        });
    }

    private long asked(int more) {
        waiting += more;
        tally.asked += more;
        return world.rules().realTime.asked();
    }

    private void commandAnswered(long id, long asked, Outcome outcome) {
        if (world.tracer().on()) {
            trace("command " + id, outcome);
        }
        if (outcome instanceof Outcome.Reply reply) {
            tally.replied++;
            replied(id, asked, reply.bytes());
        } else if (outcome instanceof Outcome.Refused refused) {
            tally.refused++;
            world.rules().unique.refused(id);
            if (refused.code().startsWith("SESSION")) {
                session = null;
            }
        } else {
            tally.unknown++;
        }
    }

    private void replied(long id, long asked, Bytes reply) {
        try {
            ByteReader in = new ByteReader(reply);
            long index = in.u64();
            int place = in.u32();
            Bytes result = in.raw(in.remaining());
            world.rules()
                    .realTime
                    .commandAnswered(() -> "command " + id, asked, RealTimeOrder.commandPlace(index, place));
            if (!result.equals(world.rules().execution.result(index, place))) {
                world.checks()
                        .violated(
                                "reply-was-executed",
                                "command " + id + " was told " + result + " from " + index + "/" + place
                                        + ", which gave "
                                        + world.rules().execution.result(index, place));
            }
        } catch (MalformedException e) {
            world.checks().violated("reply-well-formed", "command " + id + ": " + reply);
        }
    }

    void read(long timeoutNanos, Consumer<Outcome> then) {
        Bytes query = world.plan().workload().query().next(random);
        int node = nearby && random.chance(0.5) ? 1 + random.below(world.plan().nodes()) : 0;
        long asked = asked(1);
        long began = world.time().now();
        manner.query(client(), query, node, Duration.ofNanos(timeoutNanos), began)
                .whenComplete((outcome, failure) -> {
                    waiting--;
                    judge("query " + query, began, outcome);
                    if (world.tracer().on()) {
                        trace("query " + query, outcome);
                    }
                    if (outcome instanceof Outcome.Reply reply) {
                        tally.replied++;
                        answered(query, asked, reply.bytes());
                    } else if (outcome instanceof Outcome.Refused) {
                        tally.refused++;
                    } else {
                        tally.unknown++;
                    }
                    then.accept(outcome);
                });
    }

    private void answered(Bytes query, long asked, Bytes answer) {
        try {
            ByteReader in = new ByteReader(answer);
            long index = in.u64();
            Bytes result = in.raw(in.remaining());
            world.rules().realTime.readAnswered(() -> "query " + query, asked, index);
            world.rules().model.answered(RealTimeOrder.readPlace(index), query, result);
        } catch (MalformedException e) {
            world.checks().violated("reply-well-formed", "query " + query + ": " + answer);
        }
    }

    /** With nothing wrong but other clients, a polite one is served, and soon. */
    private void judge(String what, long began, Outcome outcome) {
        if (polite && world.onlyClientsMisbehave() && began > CALM) {
            world.rules().polite.answered(what, outcome, world.time().now() - began);
        }
    }

    private void trace(String what, Outcome outcome) {
        world.tracer().line(machine, "answer", what + " -> " + outcome);
    }

    private void openSession(long timeoutNanos) {
        if (opening) {
            return;
        }
        opening = true;
        Hears listener = new Hears();
        client().openSession(Duration.ofMillis(random.between(2_000, 15_000)), Duration.ofNanos(timeoutNanos), listener)
                .whenComplete((opened, failure) -> {
                    opening = false;
                    session = opened;
                    listener.session = opened;
                });
    }

    private final class Hears implements SessionListener {
        private @Nullable ClientSession session;

        @Override
        public void event(long number, Bytes event) {
            ClientSession of = session;
            if (of != null) {
                world.rules().events.heard(of.id(), number, event);
            }
        }

        @Override
        public void lost(String code) {
            if (SimulatedClient.this.session == session) {
                SimulatedClient.this.session = null;
            }
        }
    }
}
