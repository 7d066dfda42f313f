package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.log.GroupContext;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * One group's log on disk. Reading is thread-safe; writing goes through {@link LogWriter}.
 */
public final class RecordLog {
    /** Beyond this many indexes one range tombstone costs less than point deletes (raft.md §3.5). */
    private static final long POINT_DELETES = 64;

    private final LogSetup setup;
    private final int group;
    private final WatermarkSlots slots;
    private final Lineage lineage;
    private long highest;
    private volatile long durable;
    private long lastIoSeq;
    private long promisedTerm;

    RecordLog(LogSetup setup, WatermarkSlots slots, long highest, long promisedTerm) {
        this.setup = setup;
        this.group = setup.context().group();
        this.slots = slots;
        this.lineage = slots.lineage();
        this.highest = highest;
        this.durable = highest;
        this.promisedTerm = promisedTerm;
    }

    /**
     * Opens a chained (Raft) log: walks all of it, judges it against its watermark, and syncs the next boot counter
     * to both. Blocks. A disk that was never formatted, or lost everything, comes up with {@code Recovery.Amnesia}.
     *
     * @throws StorageException WRONG_CLUSTER, WRONG_IDENTITY, WRONG_CONFIGURATION, WRONG_VERSION for somebody else's
     *     disk; STORAGE_FAILED naming the record that is damaged
     */
    public static OpenedLog open(Disk disk, GroupContext context, Membership genesis, int self, Limits limits)
            throws StorageException {
        return open(new LogSetup(disk, context, genesis, self, limits, true));
    }

    /** As {@link #open(Disk, GroupContext, Membership, int, Limits)}, for either kind of log. */
    public static OpenedLog open(LogSetup setup) throws StorageException {
        return new LogOpening(setup).open();
    }

    /**
     * Prepares an entirely fresh disk: genesis, hard state, first watermark, all synced. Blocks. Only for a disk of
     * which the operator knows that it is new: formatting a lost disk would forge its memory.
     *
     * @throws StorageException STORAGE_FAILED when the group has ever been opened on this disk
     */
    public static void format(Disk disk, GroupContext context, Membership genesis, int self) throws StorageException {
        new LogOpening(new LogSetup(disk, context, genesis, self, Limits.DEFAULTS, true)).format();
    }

    public int group() {
        return group;
    }

    /**
     * Entries {@code from..to} inclusive, at most {@code maxBytes} of batches but at least one entry if there is one;
     * fewer when the log ends or begins elsewhere. Every record is checked again: what rotted since is never handed
     * out.
     */
    public List<LogEntry> read(long from, long to, int maxBytes) throws StorageException {
        List<LogEntry> entries = new ArrayList<>();
        if (from > to || from < 1) {
            return entries;
        }
        // The entry before comes along, so that the first link is checked too.
        long start = setup.chained() ? Math.max(1, from - 1) : from;
        ChainWalk walk = new ChainWalk(setup, null);
        int[] bytes = {0};
        Bytes first = RecordFormat.key(group, RecordKind.BATCH, start);
        Bytes end = RecordFormat.key(group, RecordKind.BATCH, Math.min(to, Long.MAX_VALUE - 1) + 1);
        LogContents.scan(setup.disk().store(), first, end, (key, value) -> {
            if (!entries.isEmpty() && bytes[0] + value.length() - RecordFormat.HEADER_LENGTH > maxBytes) {
                return false;
            }
            LogEntry entry = walk.next(key, value);
            if (entries.isEmpty() ? setup.chained() && entry.index() > from : bytes[0] + entry.size() > maxBytes) {
                return false;
            }
            if (entry.index() >= from) {
                entries.add(entry);
                bytes[0] += entry.size();
            }
            return true;
        });
        return entries;
    }

    /**
     * Records {@code from..to} inclusive of a kind other than {@link RecordKind#BATCH}, at most {@code maxBytes} of
     * payload but at least one record if there is one. Gaps are passed over.
     */
    public List<RecordOp.Put> records(RecordKind kind, long from, long to, int maxBytes) throws StorageException {
        List<RecordOp.Put> found = new ArrayList<>();
        int[] bytes = {0};
        Bytes end = to == Long.MAX_VALUE ? RecordFormat.endOf(group, kind) : RecordFormat.key(group, kind, to + 1);
        LogContents.scan(setup.disk().store(), RecordFormat.key(group, kind, from), end, (key, value) -> {
            StoredRecord record = ChainWalk.decode(key, value, group, kind);
            bytes[0] += record.payload().length();
            if (!found.isEmpty() && bytes[0] > maxBytes) {
                return false;
            }
            found.add(new RecordOp.Put(
                    new RecordKey(kind, record.index()), record.term(), record.hash(), record.payload()));
            return true;
        });
        return found;
    }

    /** On the replica's loop: names must rise and a promised term must not sink, whatever the protocol thinks. */
    void admit(LogWrite write) {
        Invariant.check(write.ioSeq() > lastIoSeq, "write %d after write %d", write.ioSeq(), lastIoSeq);
        lastIoSeq = write.ioSeq();
        if (write.hardState() != null) {
            long term = write.hardState().term();
            Invariant.check(term >= promisedTerm, "hard state sinks to term %d from %d", term, promisedTerm);
            promisedTerm = term;
        }
    }

    /** On the writer's loop: {@code write} and all before it are synced. */
    void synced(LogWrite write) {
        slots.advance(write.hardState(), write.tail());
        durable = write.tail() == null ? durable : write.tail().index();
    }

    /** The last entry that is synced; an entry may be executed before that. */
    public long durable() {
        return durable;
    }

    /** On the writer's loop: the changes {@code write} makes to the store, in its order. */
    void encode(LogWrite write, List<KeyValueStore.Change> out) {
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Put put) {
                out.add(put(group, put));
                if (put.key().kind() == RecordKind.BATCH) {
                    highest = Math.max(highest, put.key().index());
                }
            } else if (op instanceof RecordOp.Delete delete) {
                encode(delete, out);
            }
        }
        if (write.hardState() != null) {
            Owner owner = setup.owner();
            out.add(put(new StoredHardState(owner, write.hardState(), slots.bootCounter()).toRecord()));
        }
    }

    private void encode(RecordOp.Delete delete, List<KeyValueStore.Change> out) {
        RecordKind kind = delete.kind();
        boolean batches = kind == RecordKind.BATCH;
        long to = batches ? Math.min(delete.toExclusive(), highest + 1) : delete.toExclusive();
        if (to <= delete.from()) {
            return;
        }
        if (to - delete.from() > POINT_DELETES) {
            out.add(new KeyValueStore.Change.DeleteRange(
                    RecordFormat.key(group, kind, delete.from()), RecordFormat.key(group, kind, to)));
            return;
        }
        for (long index = delete.from(); index < to; index++) {
            out.add(new KeyValueStore.Change.Delete(RecordFormat.key(group, kind, index)));
        }
    }

    static KeyValueStore.Change put(int group, RecordOp.Put put) {
        return put(new StoredRecord(group, put.key().kind(), put.key().index(), put.term(), put.hash(), put.payload()));
    }

    static KeyValueStore.Change put(StoredRecord record) {
        return new KeyValueStore.Change.Put(
                RecordFormat.key(record.group(), record.kind(), record.index()), RecordFormat.encode(record));
    }

    /** The peers' starts that the disk remembered when this log was opened. */
    public List<SeenLife> met() {
        Watermark found = slots.found();
        return found == null ? List.of() : found.met();
    }

    /** The starts of this replica that the disk remembered when this log was opened, and this one. */
    public Lineage lineage() {
        return lineage;
    }

    WatermarkSlots slots() {
        return slots;
    }
}
