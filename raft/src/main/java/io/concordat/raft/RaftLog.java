package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Invariant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as the protocol sees it: where it ends, every entry's term, the newest entries, and what of it is durable.
 */
final class RaftLog {
    private final StepOutput out;
    private final long genesisEpoch;
    private final TermIndex terms;
    private final EntryCache cache;
    private final Configurations configurations;
    private final WriteTracker writes;
    private final LogTail startTail;
    private LogTail boundary;
    private @Nullable SnapshotMark snapshot;
    private LogTail tail;
    private long lastProposedNanos;
    private long appendedBytes;
    private long stagedFrom = Long.MAX_VALUE;
    private long commit;

    RaftLog(ProtocolStart start, RaftConfig config, StepOutput out) {
        this.out = out;
        this.genesisEpoch = start.context().epoch();
        this.boundary = start.boundary();
        this.snapshot = start.snapshot();
        this.tail = start.tail();
        this.startTail = start.tail();
        this.terms = new TermIndex(boundary, tail.index(), start.terms());
        this.cache = new EntryCache(tail.index(), config.cacheBytes());
        this.configurations = new Configurations(start.configurations());
        this.writes = new WriteTracker(tail.index(), start.nextIoSeq());
        this.lastProposedNanos = start.lastProposedNanos();
        // Entry 1 is the configuration every member wrote itself: committed by construction; so is what was executed.
        this.commit = Math.max(Math.min(1, tail.index()), start.executed());
    }

    LogTail tail() {
        return tail;
    }

    /** The last entry that is gone; {@link LogTail#EMPTY} while the log is whole. */
    LogTail boundary() {
        return boundary;
    }

    /** The newest snapshot marked, whose state was executed here or installed. */
    @Nullable
    SnapshotMark snapshot() {
        return snapshot;
    }

    /** Bytes appended in this life. */
    long appendedBytes() {
        return appendedBytes;
    }

    long lastIndex() {
        return tail.index();
    }

    TermIndex terms() {
        return terms;
    }

    Configurations configurations() {
        return configurations;
    }

    WriteTracker writes() {
        return writes;
    }

    EntryCache cache() {
        return cache;
    }

    long durable() {
        return writes.durable();
    }

    long lastProposedNanos() {
        return lastProposedNanos;
    }

    long commit() {
        return commit;
    }

    /** Moves the commit index forward to {@code index}; a smaller one is old news. */
    void commitTo(long index) {
        Invariant.check(index <= tail.index(), "commit %d beyond the last entry %d", index, tail.index());
        commit = Math.max(commit, index);
    }

    void append(LogEntry entry) {
        stagedFrom = Math.min(stagedFrom, entry.index());
        terms.append(entry.index(), entry.term());
        cache.append(entry, writes.durable());
        Membership membership = entry.batch().membership();
        if (membership != null) {
            configurations.append(entry.index(), membership);
        }
        lastProposedNanos = entry.batch().proposedNanos();
        appendedBytes += entry.size();
        tail = new LogTail(entry.term(), entry.index(), entry.hash());
        out.write(RecordOp.Put.of(entry));
    }

    /** Drops everything from {@code from} on, because the leader's log differs there; an append must follow. */
    void truncate(long from) {
        Invariant.check(from > commit, "truncation at %d, although %d is committed", from, commit);
        out.write(new RecordOp.Delete(RecordKind.BATCH, from, tail.index() + 1));
        stagedFrom = Math.min(stagedFrom, from);
        writes.overwrite(from);
        terms.truncate(from);
        cache.truncate(from);
        configurations.truncate(from);
        Hash before = hashBefore(from);
        tail = new LogTail(terms.at(from - 1), from - 1, before == null ? Hash.ZERO : before);
    }

    private @Nullable Hash hashBefore(long index) {
        if (index == boundary.index() + 1) {
            return boundary.hash();
        }
        LogEntry entry = cache.find(index - 1);
        return entry == null ? null : entry.hash();
    }

    /**
     * Marks {@code mark} as the newest snapshot and removes everything up to {@code to}, in one write: at no moment
     * does the disk hold a log without a beginning.
     */
    void compact(LogTail to, SnapshotMark mark) {
        Invariant.check(mark.index() <= commit, "a snapshot at %d marked, commit is %d", mark.index(), commit);
        Invariant.check(to.index() <= mark.index(), "compacted to %d for a snapshot at %d", to.index(), mark.index());
        out.compact(new LogStart(to, configurations.at(to.index()), genesisEpoch, mark).toRecord());
        if (to.index() > boundary.index()) {
            out.compact(new RecordOp.Delete(RecordKind.BATCH, boundary.index() + 1, to.index() + 1));
            terms.compact(to);
            configurations.compact(to.index());
            boundary = to;
        }
        snapshot = mark;
    }

    /**
     * Puts a snapshot in the place of the whole log, which ends before it or differs there; returns the write that does
     * so. Nothing counts as durable until that is done.
     */
    long restart(SnapshotMark mark) {
        Invariant.check(
                mark.index() > commit, "a snapshot at %d in place of a log committed up to %d", mark.index(), commit);
        LogTail place = mark.id().place();
        out.write(new LogStart(place, mark.membership(), genesisEpoch, mark).toRecord());
        long seq = out.write(new RecordOp.Delete(RecordKind.BATCH, boundary.index() + 1, Long.MAX_VALUE));
        stagedFrom = 1;
        writes.overwrite(1);
        terms.restart(place);
        cache.restart(place.index());
        configurations.restart(place.index(), mark.membership());
        lastProposedNanos = mark.clusterNanos();
        boundary = place;
        snapshot = mark;
        tail = place;
        commit = place.index();
        return seq;
    }

    /** The step's write leaves under the name {@code seq}. */
    void issued(long seq, long now) {
        writes.issue(seq, stagedFrom == Long.MAX_VALUE ? 1 : stagedFrom, stagedTo(), now);
        stagedFrom = Long.MAX_VALUE;
    }

    private long stagedTo() {
        return stagedFrom == Long.MAX_VALUE ? 0 : tail.index();
    }

    /** The hash of the entry at {@code index}, if memory still holds it; zero before the first of all. */
    @Nullable
    Hash knownHash(long index) {
        if (index == boundary.index()) {
            return boundary.hash();
        }
        if (index == tail.index()) {
            return tail.hash();
        }
        if (index == startTail.index() && terms.at(index) == startTail.term()) {
            return startTail.hash();
        }
        LogEntry entry = cache.find(index);
        return entry == null ? null : entry.hash();
    }

    /** Entries {@code from..to} within {@code limit} bytes, at least one; null when they must be read from disk. */
    @Nullable
    List<LogEntry> cached(long from, long to, int limit) {
        return cache.range(from, to, limit);
    }

    /** Whether {@code entries}, read from disk, are exactly what stands in the log from {@code from} on. */
    boolean confirms(List<LogEntry> entries, long from) {
        long at = from;
        for (LogEntry entry : entries) {
            if (entry.index() != at || terms.at(at) != entry.term()) {
                return false;
            }
            at++;
        }
        return !entries.isEmpty();
    }
}
