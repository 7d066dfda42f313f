package io.concordat.simulation;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.log.Bundle;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.Protocol;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Role;
import io.concordat.protocol.SnapshotMark;
import io.concordat.simulation.invariants.EntryTable;
import io.concordat.simulation.invariants.RealTimeOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the world knows of one replica over all its lives: its synced disk, its log in memory, its role. Feeds the
 * rules.
 */
final class NodeWatch implements DiskImage.Listener {
    /** What a replica has found out about itself is on its disk by then, unless that stands still. */
    static final long SETTLING_NANOS = 500_000_000;

    static final long NEVER = Long.MIN_VALUE / 2;

    private final int node;
    private final Rules rules;
    private final Tracer tracer;
    private final Treason treason;
    private final DiskImage image;
    private final EntryTable log = new EntryTable();
    private @Nullable Protocol protocol;
    private Role role = Role.FOLLOWER;
    private long term;
    private int leader;
    private boolean recovering;
    private boolean unaware;
    private long recoveredAt = NEVER;
    private @Nullable SnapshotMark state;

    NodeWatch(int node, int group, Rules rules, Tracer tracer, Treason treason) {
        this.node = node;
        this.rules = rules;
        this.tracer = tracer;
        this.treason = treason;
        this.image = new DiskImage(group, this);
    }

    int node() {
        return node;
    }

    DiskImage image() {
        return image;
    }

    Role role() {
        return role;
    }

    long term() {
        return term;
    }

    boolean leads() {
        return protocol != null && role.leads();
    }

    /** Whether a running replica has said for a while that it remembers everything it ever promised. */
    boolean whole() {
        return protocol != null && !unaware && !recovering && tracer.now() - recoveredAt > SETTLING_NANOS;
    }

    /** When this life last found out about its memory, nanoseconds; {@link #NEVER} when it had no doubt. */
    long recoveredAt() {
        return recoveredAt;
    }

    /** Its disk has just been put back: until it notices, it takes a part of its memory for all of it. */
    void rolledBack() {
        unaware = true;
    }

    boolean unaware() {
        return unaware;
    }

    long commitIndex() {
        return protocol == null ? 0 : protocol.status().commitIndex();
    }

    /** For people. */
    String describe() {
        return protocol == null
                ? "not started"
                : (unaware ? "rolled back and unaware of it, " : "") + String.valueOf(protocol.status());
    }

    private Protocol running() {
        return Objects.requireNonNull(protocol, "it has just stepped");
    }

    /** The process is gone. */
    void died() {
        protocol = null;
        role = Role.FOLLOWER;
    }

    void started(ProtocolStart start, Protocol running) {
        protocol = running;
        role = running.status().role();
        term = start.hardState().term();
        if (!(start.recovery() instanceof Recovery.Amnesia)) {
            rules.hardState.woke(node, start.hardState());
        }
        log.copyFrom(image.entries());
        recovering = !(start.recovery() instanceof Recovery.Intact)
                || !running.status().recovery().isEmpty();
        unaware &= !(start.recovery() instanceof Recovery.Amnesia);
        recoveredAt = NEVER;
        rules.applied.woke(node, start.executed());
        rules.compacted.woke(node, start.executed());
        state = start.snapshot();
        if (tracer.on()) {
            tracer.line(
                    node,
                    "start",
                    start.recovery() + " hardState=" + start.hardState() + " tail="
                            + start.tail().index());
        }
    }

    void stepped(Event event, List<Effect> effects) {
        boolean ledBefore = role.leads();
        boolean elected = false;
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.RoleChanged change) {
                role = change.role();
                if (change.term() > term) {
                    left(leader);
                }
                leader = change.leader();
                term = change.term();
                elected = role.leads();
                if (tracer.on()) {
                    tracer.line(node, "role", role + " term=" + term + " leader=" + change.leader() + " on " + event);
                }
            }
        }
        for (int i = 0; i < effects.size(); i++) {
            Effect effect = effects.get(i);
            if (effect instanceof Effect.Write write) {
                wrote(write.write(), ledBefore && role.leads());
            } else if (effect instanceof Effect.Apply apply) {
                applies(apply.entries());
            } else if (effect instanceof Effect.SwapState swap) {
                state = swap.mark();
                rules.applied.woke(node, swap.mark().index());
            } else if (effect instanceof Effect.Accuse accuse) {
                accuses(accuse);
            } else if (effect instanceof Effect.Dropped dropped && !treason.lies(node)) {
                treason.refused(dropped.member());
            }
        }
        if (role == Role.RECOVERY || event instanceof Event.MemoryDoubted) {
            unaware = false;
        }
        if (recovering || event instanceof Event.MemoryDoubted) {
            recovering = !running().status().recovery().isEmpty();
            recoveredAt = tracer.now();
        }
        if (elected) {
            rules.oneLeader.leads(node, term);
            if (rules.promises.logsPrecedeCommitment()) {
                rules.completeness.elected(node, term, log);
            }
        }
    }

    private void left(int primary) {
        if (!treason.lies(node)) {
            treason.deposed(primary);
        }
    }

    private void accuses(Effect.Accuse accuse) {
        if (!treason.lies(accuse.member())) {
            rules.nobodyAccused.accused(node, accuse.member(), accuse.deed());
        } else if (!treason.lies(node)) {
            treason.accused(accuse.member());
        }
    }

    private void wrote(LogWrite write, boolean leading) {
        LogStart start = start(write);
        // A log of decided slots loses nothing, whoever leads, but to a snapshot; that a primary may need as others do.
        boolean leads = rules.promises.logsPrecedeCommitment() ? leading : start == null;
        boolean replacing = start != null && write.tail() != null;
        if (start != null) {
            rules.proved.begins(node, start, write);
            rules.compacted.begins(node, start, leads, replacing, rules.applied.applied(node));
        }
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Delete delete && delete.kind() == RecordKind.BATCH) {
                boolean prefix = start != null
                        && delete.toExclusive() <= start.boundary().index() + 1;
                if (!prefix) {
                    rules.appendOnly.removed(node, leads, delete.from(), log.lastIndex());
                }
                log.remove(delete.from(), delete.toExclusive());
            } else if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH) {
                long index = put.key().index();
                rules.appendOnly.removed(node, leads, index, log.lastIndex());
                log.put(index, put.term(), put.hash());
                rules.logMatching.holds(node, index, put.term(), put.hash());
            } else if (start != null) {
                log.startAfter(
                        start.boundary().index(),
                        start.boundary().term(),
                        start.boundary().hash());
            }
        }
        if (tracer.on()) {
            tracer.line(
                    node,
                    "write",
                    "io=" + write.ioSeq() + " ops=" + write.ops().size() + " hardState=" + write.hardState() + " tail="
                            + write.tail());
        }
    }

    private static @Nullable LogStart start(LogWrite write) {
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.SNAPSHOT_MARK) {
                try {
                    return LogStart.decode(put.term(), put.hash(), put.payload());
                } catch (MalformedException e) {
                    throw new IllegalStateException("a mark that cannot be read back", e);
                }
            }
        }
        return null;
    }

    /** The machine is about to begin anew: from nothing, or from a snapshot's state. */
    void opened() {
        SnapshotMark from = state;
        rules.exactlyOnce.woke(node, from == null ? 0 : from.index());
        rules.events.woke(node, from == null ? -1 : from.clusterNanos());
        rules.clusterTime.woke(node);
    }

    private void applies(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (!treason.lies(node)) {
                treason.executed();
            }
            long index = entry.index();
            for (Bundle bundle : entry.batch().bundles()) {
                rules.signed.executes(node, index, bundle);
            }
            rules.committed.committed(node, index, entry.term(), entry.hash());
            if (rules.promises.logsPrecedeCommitment()) {
                rules.majority.executed(node, index, entry.hash());
                rules.applied.holds(node, index, entry.hash(), image.hashAt(index));
            }
            rules.applied.applies(node, index);
        }
        if (tracer.on()) {
            entries.forEach(entry -> tracer.line(node, "apply", describe(entry)));
        }
    }

    private static String describe(LogEntry entry) {
        StringBuilder text =
                new StringBuilder().append(entry.index()).append(" term=").append(entry.term());
        text.append(" time=").append(entry.batch().proposedNanos());
        entry.batch().bundles().forEach(bundle -> text.append(' ').append(bundle));
        return text.toString();
    }

    void executed(long index, int place, long id, Bytes command, Bytes reply) {
        rules.model.executed(RealTimeOrder.commandPlace(index, place), command, reply);
        if (tracer.on()) {
            tracer.line(node, "execute", index + "/" + place + " id=" + id + " " + command + " -> " + reply);
        }
    }

    @Override
    public void hardState(HardState next) {
        rules.hardState.synced(node, next);
    }

    @Override
    public void entry(long index, long entryTerm, Hash hash) {
        rules.logMatching.holds(node, index, entryTerm, hash);
        rules.majority.synced(node, index, entryTerm, hash);
    }

    @Override
    public void unreadable(String why) {
        rules.checks.violated("records-readable", "node " + node + " has synced what nobody can read: " + why);
    }
}
