package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.SnapshotMark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a walk over a whole log found. Keeps runs and configurations, never the entries. */
final class LogContents {
    private final List<TermRun> terms = new ArrayList<>();
    private final List<ConfigurationAt> configurations = new ArrayList<>();
    private final long watched;
    private final @Nullable LogStart start;
    private LogTail boundary;
    private long lastProposedNanos;
    private LogTail tail;
    private @Nullable LogTail seen;
    private @Nullable LogTail atSnapshot;
    private @Nullable Hash genesis;

    private LogContents(@Nullable LogStart start, long watched) {
        this.start = start;
        this.tail = start == null ? LogTail.EMPTY : start.boundary();
        this.boundary = tail;
        this.watched = watched;
        if (start != null) {
            configurations.add(new ConfigurationAt(tail.index(), start.membership()));
            lastProposedNanos = start.snapshot().clusterNanos();
            seen = tail.index() == watched ? tail : null;
        }
    }

    /**
     * Walks the log.
     *
     * @param watched the index whose term and hash the caller wants to compare
     */
    static LogContents walk(LogSetup setup, long watched) throws StorageException {
        return walk(setup, watched, entry -> {}, setup.disk().store()::scanChecked);
    }

    private interface Scan {
        void over(Bytes from, Bytes to, KeyValueStore.Visitor visitor) throws IOException;
    }

    /** Sees every entry of a walk. */
    interface Inspection {
        void see(LogEntry entry) throws StorageException;
    }

    /** Walks the log, and has the store look at all of it as well. */
    static LogContents audit(LogSetup setup, long watched, Inspection inspection) throws StorageException {
        return walk(setup, watched, inspection, setup.disk().store()::scan);
    }

    private static LogContents walk(LogSetup setup, long watched, Inspection inspection, Scan scan)
            throws StorageException {
        int group = setup.context().group();
        LogStart start = mark(setup.disk().store(), group);
        LogContents contents = new LogContents(start, watched);
        ChainWalk walk = new ChainWalk(setup, contents.boundary());
        Bytes from = RecordFormat.key(group, RecordKind.BATCH, contents.firstIndex());
        scan(scan, from, RecordFormat.endOf(group, RecordKind.BATCH), (key, value) -> {
            LogEntry entry = walk.next(key, value);
            inspection.see(entry);
            contents.add(entry);
            return true;
        });
        contents.mustBeginWith(setup);
        contents.mustReachSnapshot();
        return contents;
    }

    /** A log that holds nothing but where all start. */
    static LogContents ofGenesis(LogSetup setup) {
        LogContents contents = new LogContents(null, 0);
        contents.add(LogChain.genesis(setup.context(), setup.genesis()));
        return contents;
    }

    /** Where the log begins; records before may linger after a crash and are ignored (raft.md M70). */
    static @Nullable LogStart mark(KeyValueStore store, int group) throws StorageException {
        StoredRecord mark = get(store, group, RecordKind.SNAPSHOT_MARK, 0);
        if (mark == null) {
            return null;
        }
        try {
            return LogStart.decode(mark.term(), mark.hash(), mark.payload());
        } catch (MalformedException e) {
            throw StorageException.failed(
                    StoredRecord.name(group, RecordKind.SNAPSHOT_MARK, 0) + ": " + e.getMessage(), e);
        }
    }

    /**
     * The log's end may be lost, its snapshot may not: what it holds was committed and executed here, so a log that
     * ends below it begins anew after it, and one that passes it must pass through it.
     */
    private void mustReachSnapshot() throws StorageException {
        LogStart from = start;
        if (from == null) {
            return;
        }
        LogTail held = from.snapshot().id().place();
        if (tail.index() < held.index()) {
            terms.clear();
            configurations.clear();
            configurations.add(new ConfigurationAt(held.index(), from.snapshot().membership()));
            boundary = held;
            tail = held;
            seen = held.index() == watched ? held : seen;
        } else if (atSnapshot != null && !atSnapshot.equals(held)) {
            throw StorageException.failed("the log holds " + atSnapshot + " where its snapshot holds " + held, null);
        }
    }

    static @Nullable StoredRecord get(KeyValueStore store, int group, RecordKind kind, long index)
            throws StorageException {
        Bytes key = RecordFormat.key(group, kind, index);
        Bytes value;
        try {
            value = store.get(key);
        } catch (IOException e) {
            throw unreadable(StoredRecord.name(group, kind, index), e);
        }
        return value == null ? null : ChainWalk.decode(key, value, group, kind);
    }

    static void scan(KeyValueStore store, Bytes from, Bytes to, KeyValueStore.Visitor visitor) throws StorageException {
        scan(store::scan, from, to, visitor);
    }

    private static void scan(Scan scan, Bytes from, Bytes to, KeyValueStore.Visitor visitor) throws StorageException {
        try {
            scan.over(from, to, visitor);
        } catch (IOException e) {
            throw unreadable("the log", e);
        }
    }

    private static StorageException unreadable(String what, IOException e) {
        return e instanceof StorageException ours
                ? ours
                : StorageException.failed(what + " cannot be read: " + e.getMessage(), e);
    }

    /** Every member starts from the same entry; another one means another cluster's configuration file. */
    private void mustBeginWith(LogSetup setup) throws StorageException {
        Hash found = genesis;
        Hash expected = LogChain.genesis(setup.context(), setup.genesis()).hash();
        if (setup.chained() && found != null && !found.equals(expected)) {
            throw new StorageException(
                    ErrorCode.WRONG_CONFIGURATION,
                    "the log starts from genesis " + found + ", the configuration given is " + expected);
        }
    }

    private void add(LogEntry entry) {
        if (terms.isEmpty() || terms.get(terms.size() - 1).term() != entry.term()) {
            terms.add(new TermRun(entry.index(), entry.term()));
        }
        Membership membership = entry.batch().membership();
        if (membership != null) {
            configurations.add(new ConfigurationAt(entry.index(), membership));
        }
        genesis = entry.index() == 1 ? entry.hash() : genesis;
        lastProposedNanos = Math.max(lastProposedNanos, entry.batch().proposedNanos());
        tail = new LogTail(entry.term(), entry.index(), entry.hash());
        seen = entry.index() == watched ? tail : seen;
        LogStart from = start;
        atSnapshot = from != null && entry.index() == from.snapshot().index() ? tail : atSnapshot;
    }

    /** Where the log begins anew because it ended below its snapshot; null when it did not. To be put on disk. */
    @Nullable
    LogStart restart(long genesisEpoch) {
        LogStart from = start;
        return from == null || boundary.equals(from.boundary())
                ? null
                : new LogStart(boundary, from.snapshot().membership(), genesisEpoch, from.snapshot());
    }

    boolean isEmpty() {
        return tail.index() == 0;
    }

    LogTail tail() {
        return tail;
    }

    /** The entry at the watched index, if the log holds it. */
    @Nullable
    LogTail seen() {
        return seen;
    }

    long firstIndex() {
        return boundary.index() + 1;
    }

    LogTail boundary() {
        return boundary;
    }

    /** The newest snapshot marked. */
    @Nullable
    SnapshotMark snapshot() {
        LogStart from = start;
        return from == null ? null : from.snapshot();
    }

    long lastProposedNanos() {
        return lastProposedNanos;
    }

    List<TermRun> terms() {
        return List.copyOf(terms);
    }

    List<ConfigurationAt> configurations(Membership genesis) {
        return configurations.isEmpty() ? List.of(new ConfigurationAt(1, genesis)) : List.copyOf(configurations);
    }
}
