package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Effects;
import io.concordat.protocol.Event;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Role;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One replica as a host would drive it: holds back what waits for the disk, and audits every promise that leaves. */
final class TestReplica {
    final int node;
    final TestDisk disk = new TestDisk();
    final List<LogEntry> applied = new ArrayList<>();
    final TreeMap<Long, String> reads = new TreeMap<>();
    final TreeMap<Long, String> proposals = new TreeMap<>();
    final TreeMap<Long, String> admin = new TreeMap<>();
    final List<Effect> trace = new ArrayList<>();
    int installed;
    long incarnation;
    boolean up;
    boolean autoSync = true;
    /** Off where liars are at work: then a promise may rest on a lie. */
    boolean audited = true;

    boolean autoRead = true;
    /** Off: a transfer begins and does not end. */
    boolean autoFetch = true;

    final TestSnapshots snapshots = new TestSnapshots();
    int emptyReads;
    private final TestCluster cluster;
    private final Effects effects = new Effects();
    private final List<Effect.Send> held = new ArrayList<>();
    private final ArrayDeque<Event> own = new ArrayDeque<>();
    private RaftProtocol protocol;
    private final ArrayDeque<Effect.SwapState> swaps = new ArrayDeque<>();
    private long done;

    TestReplica(TestCluster cluster, int node) {
        this.cluster = cluster;
        this.node = node;
    }

    void start(Recovery recovery) {
        up = true;
        incarnation++;
        done = 0;
        swaps.clear();
        disk.reopen();
        applied.clear();
        if (disk.snapshot() != null) {
            applied.addAll(snapshots.state(disk.snapshot().id()));
        }
        long before = disk.snapshot() == null ? 0 : disk.snapshot().clusterNanos();
        long proposed = disk.log.isEmpty()
                ? before
                : disk.log.lastEntry().getValue().batch().proposedNanos();
        protocol = new RaftProtocol(new ProtocolStart(
                node,
                Fixtures.CONTEXT,
                disk.hardState,
                recovery,
                disk.boundary(),
                disk.snapshot(),
                disk.tail(),
                disk.terms(),
                disk.configurations().isEmpty() ? Fixtures.genesis(cluster.size()) : disk.configurations(),
                proposed,
                incarnation,
                1,
                cluster.settings,
                cluster.limits,
                cluster.random.split()));
    }

    void crash() {
        up = false;
        disk.pending.clear();
        held.clear();
        own.clear();
    }

    RaftProtocol protocol() {
        return protocol;
    }

    Role role() {
        return protocol.status().role();
    }

    boolean leads() {
        return up && role() == Role.LEADER;
    }

    long term() {
        return protocol.status().term();
    }

    long commit() {
        return protocol.status().commitIndex();
    }

    long last() {
        return protocol.status().lastIndex();
    }

    void step(Event event) {
        if (!up) {
            return;
        }
        own.add(event);
        while (up && !own.isEmpty()) {
            effects.clear();
            protocol.step(cluster.now, own.poll(), effects);
            List<Effect> now = List.copyOf(effects.list());
            trace.addAll(now);
            now.forEach(this::perform);
            if (autoSync) {
                syncAll();
            }
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Write e) {
            disk.pending.add(e.write());
        } else if (effect instanceof Effect.Send e) {
            if (e.afterSeq() <= done) {
                leave(e);
            } else {
                held.add(e);
            }
        } else if (effect instanceof Effect.ReadLog e && autoRead) {
            own.add(new Event.LogRead(e.token(), read(e)));
        } else if (effect instanceof Effect.Apply e) {
            for (LogEntry entry : e.entries()) {
                assertThat(entry.index()).isEqualTo(applied.size() + 1L);
                applied.add(entry);
                cluster.witness(entry);
            }
            own.add(new Event.Applied(applied.size()));
        } else if (effect instanceof Effect.InstallSnapshot e && autoFetch) {
            fetch(e.id());
        } else if (effect instanceof Effect.SwapState e) {
            swaps.add(e);
            swap();
        } else if (effect instanceof Effect.TakeSnapshot) {
            own.add(new Event.SnapshotReady(snapshots.take(applied)));
        } else if (effect instanceof Effect.AdminDone e) {
            boolean no = e.outcome() instanceof io.concordat.protocol.AdminOutcome.Refused;
            admin.put(e.requestId(), (no ? "refused: " : "done: ") + e.outcome());
        } else if (effect instanceof Effect.ServeRead e) {
            reads.put(e.readId(), "index " + e.index());
        } else if (effect instanceof Effect.RefuseRead e) {
            reads.put(e.readId(), "refused");
        } else if (effect instanceof Effect.Accepted e) {
            proposals.put(e.proposalId(), "entry " + e.index() + " term " + e.term());
        } else if (effect instanceof Effect.Refused e) {
            proposals.put(e.proposalId(), "refused");
        }
    }

    /** Writes a snapshot of what is executed, as a host does from time to time. */
    SnapshotMark takeSnapshot() {
        SnapshotMark mark = snapshots.take(applied);
        step(new Event.SnapshotReady(mark));
        return mark;
    }

    /** Gets a snapshot from whoever is up and has it. */
    void fetch(SnapshotId id) {
        for (TestReplica other : cluster.replicas.values()) {
            if (other.up && other.snapshots.has(id)) {
                own.add(new Event.SnapshotReady(snapshots.copy(other.snapshots, id)));
                return;
            }
        }
        own.add(new Event.SnapshotFailed(id, false, "nobody has it"));
    }

    private void swap() {
        while (!swaps.isEmpty() && swaps.peek().afterSeq() <= done) {
            SnapshotId id = swaps.poll().mark().id();
            assertThat(id.index()).isGreaterThan(applied.size());
            applied.clear();
            applied.addAll(snapshots.state(id));
            own.add(new Event.Applied(applied.size()));
            installed++;
            own.add(new Event.SnapshotInstalled(id));
        }
    }

    private List<LogEntry> read(Effect.ReadLog e) {
        List<LogEntry> found = new ArrayList<>();
        if (emptyReads > 0) {
            emptyReads--;
            return found;
        }
        int bytes = 0;
        for (LogEntry entry : disk.log.subMap(e.from(), e.to() + 1).values()) {
            bytes += entry.size();
            if (bytes > e.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    /** Syncs everything under way. */
    void syncAll() {
        while (!disk.pending.isEmpty()) {
            syncOne();
        }
    }

    void syncOne() {
        done = disk.syncOne();
        swap();
        own.add(new Event.WriteDone(done));
        List<Effect.Send> free = held.stream().filter(s -> s.afterSeq() <= done).toList();
        held.removeAll(free);
        free.forEach(this::leave);
    }

    /** Hands the replica what its disk reported. */
    void pump() {
        if (!own.isEmpty()) {
            step(own.poll());
        }
    }

    private void leave(Effect.Send send) {
        if (audited) {
            String broken = new RaftPromises().broken(node, send.message(), disk);
            assertThat(broken)
                    .as("promise of node %d: %s", node, send.message())
                    .isNull();
        }
        cluster.send(this, send);
    }
}
