package io.concordat.simulation;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Settings;
import io.concordat.crypto.BadSignatureException;
import io.concordat.crypto.Envelope;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.protocol.Message;
import io.concordat.protocol.MessageCodec;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.invariants.Checks;
import io.concordat.simulation.network.NetworkObserver;
import io.concordat.simulation.network.SimulatedNetwork;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.VirtualTime;
import io.concordat.snapshot.SnapshotCodec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything one seed consists of: time, wires, machines, rules. Shared by what acts on it; one thread. */
final class World implements VirtualTime.Witness, NetworkObserver {
    static final int GROUP = 0;

    private final SimulationPlan plan;
    private final SeededRandom random;
    private final VirtualTime time;
    private final Tracer tracer;
    private final Rules rules;
    private final SimulatedNetwork network;
    private final GroupContext context;
    private final Membership genesis;
    private final MessageCodec codec;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final SeededRandom restarts;
    private final Settings settings;
    private final Treason treason;

    World(SimulationPlan given) {
        SimulationPlan plan = TightLimits.forSome(given);
        this.plan = plan;
        this.random = new SeededRandom(plan.seed());
        this.treason = new Treason(plan);
        this.time = new VirtualTime(this);
        this.tracer = new Tracer(plan.trace(), time);
        this.genesis = genesis(plan, treason);
        this.rules = newRules();
        this.restarts = random.split();
        this.network = new SimulatedNetwork(
                time,
                random.split(),
                plan.nodes(),
                plan.clients(),
                plan.limits().connectionOutboundBytes());
        network.observe(this);
        this.context = new GroupContext(Bytes.wrap(new byte[GroupContext.CLUSTER_ID_LENGTH]), GROUP, 0);
        this.codec = new SnapshotCodec(plan.protocol().codec());
        this.settings = SeededSettings.draw(SnapshotPace.draw(plan.settings(), random.split()), random.split());
        for (int node = 1; node <= plan.nodes(); node++) {
            nodes.add(new SimulatedNode(node, this));
        }
    }

    /** Rules that nobody has broken yet. */
    private Rules newRules() {
        return new Rules(
                plan.nodes(),
                time::now,
                plan.protocol().promises(),
                plan.workload().model().get(),
                plan.signatures().verifier(),
                new TreeSet<>(genesis.clientKeys()));
    }

    private static Membership genesis(SimulationPlan plan, Treason treason) {
        List<Member> members = new ArrayList<>();
        for (int node = 1; node <= plan.nodes(); node++) {
            members.add(new Member(node, plan.signatures().keyOf(node)));
        }
        List<Bytes> clients = new ArrayList<>();
        for (int client = 0; client < plan.clients(); client++) {
            clients.add(plan.signatures().keyOf(plan.nodes() + 1L + client));
        }
        treason.accompliceKey().ifPresent(clients::add);
        return new Membership(0, members, clients);
    }

    SimulationPlan plan() {
        return plan;
    }

    /** The plan's, and what the seed chose. */
    Settings settings() {
        return settings;
    }

    /** Whether nothing can go wrong but what clients do to each other. */
    boolean onlyClientsMisbehave() {
        return treason.number() == 0
                && EnumSet.of(FaultKind.CLIENT_FLOOD, FaultKind.SLOW_READER)
                        .containsAll(plan.faults().kinds());
    }

    /** The root of all chance; split it once per purpose. */
    SeededRandom random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    Tracer tracer() {
        return tracer;
    }

    Rules rules() {
        return rules;
    }

    Treason treason() {
        return treason;
    }

    /** What holds for {@code node}: of a liar nothing does, and what it breaks is nobody's business. */
    Rules rulesFor(int node) {
        return treason.lies(node) ? newRules() : rules;
    }

    /** Those who follow the protocol. */
    List<SimulatedNode> honest() {
        return nodes.stream().filter(n -> !treason.lies(n.number())).toList();
    }

    Checks checks() {
        return rules.checks;
    }

    SimulatedNetwork network() {
        return network;
    }

    GroupContext context() {
        return context;
    }

    Membership genesis() {
        return genesis;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    SimulatedNode node(int number) {
        return nodes.get(number - 1);
    }

    /** Starts {@code node} again after a random time between the two; harmless if it runs by then. */
    void restartLater(SimulatedNode node, long soonest, long latest) {
        time.after(restarts.between(soonest, latest), null, Activity.CONTROL, () -> {
            node.disk().faults().full(false);
            node.start();
        });
    }

    @Override
    public void sent(int from, int to, Frame frame) {
        time.fold(frame.length() * 64L + to);
        if (frame.kind() != FrameKind.PEER || (treason.lies(from) && !tracer.on())) {
            return;
        }
        try {
            Envelope envelope = Envelope.parse(frame);
            if (!rules.promises.concerns(envelope.kind()) && !tracer.on()) {
                return;
            }
            GroupContext carried = new GroupContext(context.cluster(), context.group(), envelope.epoch());
            Message message = codec.decode(
                    carried,
                    envelope.kind(),
                    envelope.term(),
                    envelope.index(),
                    envelope.body(),
                    envelope.payload(),
                    plan.limits());
            if (tracer.on()) {
                tracer.line(from, "send", "to=" + to + " " + message);
            }
            if (treason.lies(from)) {
                return;
            }
            rules.promises.leaves(from, message, node(from).watch().image());
        } catch (MalformedException | BadSignatureException e) {
            if (treason.lies(from)) {
                tracer.line(from, "send", "to=" + to + " what cannot be read: " + e.getMessage());
                return;
            }
            rules.checks.violated(
                    "frames-well-formed", "node " + from + " sends what it cannot read: " + e.getMessage());
        }
    }

    @Override
    public void running(long now, @Nullable Life owner, Activity activity) {
        if (tracer.on()) {
            tracer.line(owner == null ? 0 : owner.process(), activity.word(), owner == null ? "" : owner.toString());
        }
    }

    @Override
    public void ran(@Nullable Life owner) {}

    @Override
    public void threw(@Nullable Life owner, Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        rules.checks.violated(
                "nothing-thrown",
                (owner == null ? "the simulator" : owner.toString()) + " threw " + thrown
                        + (stack.length == 0 ? "" : " at " + stack[0]));
        if (tracer.on()) {
            thrown.printStackTrace();
        }
    }
}
