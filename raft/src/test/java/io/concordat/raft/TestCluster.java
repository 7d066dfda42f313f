package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import io.concordat.protocol.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A whole group in one thread: messages travel as bytes and wait until delivered; time moves only when told. */
final class TestCluster {
    static final long TICK = 10_000_000;

    final TreeMap<Integer, TestReplica> replicas = new TreeMap<>();
    final List<Flying> network = new ArrayList<>();
    final TreeSet<String> cut = new TreeSet<>();
    final TreeMap<Long, LogEntry> committed = new TreeMap<>();
    final TreeMap<Long, Integer> leaders = new TreeMap<>();
    final SeededRandom random;
    Settings settings = Settings.NONE;
    Limits limits = Limits.DEFAULTS;
    long now = 1_000_000_000L;
    private long nextId = 1;

    /** A message on its way, between two lives. */
    record Flying(int from, long fromLife, int to, long toLife, RaftMessage message) {
        @Override
        public String toString() {
            return from + "->" + to + " " + message;
        }
    }

    TestCluster(int size, long seed) {
        random = new SeededRandom(seed);
        for (int node = 1; node <= size; node++) {
            replicas.put(node, new TestReplica(this, node));
        }
        LogEntry genesis =
                LogChain.genesis(Fixtures.CONTEXT, Fixtures.genesis(size).get(0).membership());
        replicas.values().forEach(r -> r.disk.log.put(1L, genesis));
    }

    static TestCluster started(int size, long seed) {
        TestCluster cluster = new TestCluster(size, seed);
        cluster.replicas.values().forEach(r -> r.start(new Recovery.Intact()));
        return cluster;
    }

    /** A started group that has elected {@code node}. */
    static TestCluster led(int size, int node) {
        TestCluster cluster = started(size, 1);
        cluster.elect(node);
        return cluster;
    }

    int size() {
        return replicas.size();
    }

    TestReplica at(int node) {
        return replicas.get(node);
    }

    void send(TestReplica from, Effect.Send send) {
        TestReplica to = at(send.to());
        network.add(new Flying(from.node, from.incarnation, to.node, to.incarnation, overTheWire(send.message())));
    }

    static RaftMessage overTheWire(Message m) {
        Bytes payload = Bytes.concat(m.payload().toArray(Bytes[]::new));
        try {
            return new RaftCodec()
                    .decode(Fixtures.CONTEXT, m.kind(), m.term(), m.index(), m.body(), payload, Limits.DEFAULTS);
        } catch (MalformedException e) {
            throw new AssertionError("an honest message: " + m, e);
        }
    }

    void deliver(Flying flying) {
        network.remove(flying);
        TestReplica to = at(flying.to());
        boolean sameLives = flying.fromLife() == at(flying.from()).incarnation && flying.toLife() == to.incarnation;
        if (sameLives && !cut.contains(flying.from() + "-" + flying.to())) {
            to.step(new Event.Received(flying.from(), flying.message()));
            checkLeaders();
        }
    }

    /** Delivers everything, in order, and what that causes, until nothing moves. */
    void settle() {
        int steps = 0;
        while (!network.isEmpty()) {
            deliver(network.get(0));
            assertThat(++steps).as("messages without end").isLessThan(100_000);
        }
    }

    void tick(int count) {
        for (int i = 0; i < count; i++) {
            now += TICK;
            replicas.values().forEach(r -> r.step(new Event.Tick()));
            checkLeaders();
        }
    }

    /** Lets time pass with a perfect network (but for what is cut). */
    void run(int ticks) {
        for (int i = 0; i < ticks; i++) {
            settle();
            tick(1);
        }
        settle();
    }

    /** Makes {@code node} leader: only it sees time pass. */
    void elect(int node) {
        for (int i = 0; i < 400 && !at(node).leads(); i++) {
            now += TICK;
            at(node).step(new Event.Tick());
            settle();
        }
        assertThat(at(node).leads()).as("node %d leads", node).isTrue();
        run(15);
    }

    Optional<TestReplica> leader() {
        return replicas.values().stream().filter(TestReplica::leads).max((a, b) -> Long.compare(a.term(), b.term()));
    }

    long propose(int node) {
        long id = nextId++;
        at(node).step(new Event.Proposed(id, 0, List.of()));
        return id;
    }

    long read(int node) {
        long id = nextId++;
        at(node).step(new Event.ReadRequested(id));
        return id;
    }

    void cut(int a, int b) {
        cut.add(a + "-" + b);
        cut.add(b + "-" + a);
    }

    void isolate(int node) {
        replicas.keySet().stream().filter(n -> n != node).forEach(n -> cut(node, n));
    }

    void heal() {
        cut.clear();
    }

    void drop(Predicate<Flying> which) {
        network.removeIf(which);
    }

    void restart(int node, Recovery recovery) {
        at(node).crash();
        at(node).start(recovery);
        for (TestReplica other : replicas.values()) {
            if (other.node != node && other.up) {
                other.step(new Event.PeerConnected(node, at(node).incarnation, at(node).incarnation));
                at(node).step(new Event.PeerConnected(other.node, other.incarnation, other.incarnation));
            }
        }
    }

    /** State machine safety: nobody ever executes something else at an index. */
    void witness(LogEntry entry) {
        LogEntry before = committed.putIfAbsent(entry.index(), entry);
        assertThat(before == null || before.hash().equals(entry.hash()))
                .as("entry %d executed with two contents", entry.index())
                .isTrue();
    }

    /** Election safety: a term has one leader. */
    private void checkLeaders() {
        for (TestReplica r : replicas.values()) {
            if (r.leads()) {
                Integer before = leaders.putIfAbsent(r.term(), r.node);
                assertThat(before == null || before == r.node)
                        .as("term %d is led by %s and %d", r.term(), before, r.node)
                        .isTrue();
            }
        }
    }
}
