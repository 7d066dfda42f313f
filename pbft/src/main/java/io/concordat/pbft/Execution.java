package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.ClusterTime;
import io.concordat.protocol.Effect;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decided slots in their order: into the log, linked into the chain C(n) = H(C(n-1), digest(n)), and from there to the
 * state machine. This cursor is the one gate of idempotence: whatever proves a slot how often, it passes here once
 * (anchors §4.15). The log's entries know no view, so every member's log is the same, byte for byte; the view stands
 * in the certificate beside them.
 */
final class Execution {
    private static final long NO_VIEW = 0;

    private final PbftCore core;
    private final ClusterTime time;
    private final Requests requests;
    private final SortedMap<Long, Hash> chains = new TreeMap<>();
    private final Deque<Written> written = new ArrayDeque<>();
    private final Deque<Ready> ready = new ArrayDeque<>();
    private long done;
    private LogTail tail;
    private long replayTo;
    /** Odd, and another one after each snapshot installed: what was asked for before that is not wanted any more. */
    private long replayToken = 1;

    private long appended;
    private long applying;
    private long applied;
    private boolean replaying;
    private long durable;
    /** The write that last moved the log to a snapshot: what follows waits for it, as the swap of the state does. */
    private long moved;

    /** An entry whose write is under way. */
    private record Written(long ioSeq, long index) {}

    /** An entry that may be executed once write {@code after} is done. */
    private record Ready(LogEntry entry, long after) {}

    Execution(PbftCore core, ProtocolStart start, ClusterTime time, Requests requests) {
        this.core = core;
        this.time = time;
        this.requests = requests;
        this.tail = start.tail();
        this.replayTo = tail.index();
        this.durable = tail.index();
        this.applying = start.executed();
        this.applied = applying;
    }

    /** The last slot that is decided here, with all before it. */
    long executed() {
        return tail.index();
    }

    LogTail tail() {
        return tail;
    }

    /** The last entry that is on disk. */
    long durable() {
        return durable;
    }

    /** C(index) at a checkpoint's index, if it was passed in this life and is not yet stable. */
    @Nullable
    Hash chainAt(long index) {
        return chains.get(index);
    }

    void forgetChains(long upTo) {
        chains.headMap(upTo + 1).clear();
    }

    /** Takes whatever is next in order. Returns whether there was anything. */
    boolean advance() {
        boolean any = false;
        Slot slot = core.slots().find(tail.index() + 1);
        while (slot != null) {
            CommitCertificate certificate = slot.decided();
            Batch batch = certificate == null ? null : slot.body(certificate.digest());
            if (certificate == null || batch == null) {
                return any;
            }
            append(certificate, batch);
            any = true;
            slot = core.slots().find(tail.index() + 1);
        }
        return any;
    }

    /** The next slot with its proof; its digest is checked by the codec. */
    void append(CommitCertificate certificate, Batch batch) {
        Invariant.check(batch.index() == tail.index() + 1, "slot %d executed after %d", batch.index(), tail.index());
        Hash hash = LogChain.link(tail.hash(), NO_VIEW, certificate.digest());
        LogEntry entry = new LogEntry(NO_VIEW, hash, batch);
        core.out().writeLater(Journal.decided(certificate));
        Slot slot = core.slots().find(batch.index());
        boolean stored = slot != null && slot.stores(certificate.digest());
        long seq = core.out().writeLater(stored ? RecordOp.Put.naming(entry) : RecordOp.Put.of(entry));
        tail = new LogTail(NO_VIEW, batch.index(), hash);
        appended += entry.size();
        written.addLast(new Written(seq, entry.index()));
        ready.addLast(new Ready(entry, Math.max(moved, slot == null ? 0 : slot.restsOn(certificate))));
        note(tail.index(), hash);
        time.agreed(batch.proposedNanos(), core.now());
        requests.executed(batch);
    }

    /** The last slot handed over for execution. */
    long handed() {
        return applying;
    }

    /** Bytes of batches that this life has appended to the log. */
    long appendedBytes() {
        return appended;
    }

    /**
     * A snapshot's state takes the place of all that was executed or is to be: the log goes on behind it. Nothing is
     * handed over before write {@code seq}, which the swap of the state waits for, is done.
     */
    void restart(SnapshotMark mark, long seq) {
        moved = seq;
        LogTail place = mark.id().place();
        Invariant.check(place.index() > tail.index(), "a snapshot at %d in place of %d", place.index(), tail.index());
        tail = place;
        chains.clear();
        written.clear();
        ready.clear();
        replaying = false;
        replayToken += 2;
        replayTo = place.index();
        applying = place.index();
        applied = place.index();
        durable = place.index();
        time.agreed(mark.clusterNanos(), core.now());
    }

    private void note(long index, Hash hash) {
        if (index > core.slots().low() && index % core.config().checkpointEvery() == 0) {
            chains.put(index, hash);
        }
    }

    void writeDone(long ioSeq) {
        while (!written.isEmpty() && written.peekFirst().ioSeq() <= ioSeq) {
            durable = written.removeFirst().index();
        }
        done = ioSeq;
    }

    /**
     * What is decided, behind what the life before has left to be replayed. It does not wait for its own write: the
     * COMMITs that decided it are on a quorum's disks, who would tell it again (design §6). For this member's own among
     * them that is true only when it is written.
     */
    void handOver() {
        List<LogEntry> next = new ArrayList<>();
        while (applying >= replayTo && !ready.isEmpty() && ready.getFirst().after() <= done) {
            next.add(ready.removeFirst().entry());
        }
        apply(next);
    }

    void applied(long index) {
        applied = Math.max(applied, index);
    }

    /** Hands over what an earlier life has executed, piece by piece: the state machine starts where it stood. */
    void replay() {
        if (!replaying && applying < replayTo && applied == applying) {
            replaying = true;
            core.out()
                    .add(new Effect.ReadLog(
                            replayToken, applying + 1, replayTo, core.config().readBytes()));
        }
    }

    /** Whether the token was its own. */
    boolean logRead(long token, List<LogEntry> entries) {
        if (token % 2 == 0) {
            return false;
        }
        if (token != replayToken) {
            return true;
        }
        replaying = false;
        entries.forEach(e -> note(e.index(), e.hash()));
        apply(entries);
        handOver();
        return true;
    }

    private void apply(List<LogEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        for (LogEntry entry : entries) {
            boolean due = entry.index() % core.config().checkpointEvery() == 0;
            if (due && entry.index() > core.slots().low()) {
                core.out().add(new Effect.TellRoot(entry.index()));
            }
        }
        applying = entries.get(entries.size() - 1).index();
        core.out().add(new Effect.Apply(List.copyOf(entries)));
    }
}
