package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A chained log as the synced disk has it now. Asks for single records, and finds the tail by walking on from where
 * it was at the last question, so that an auditor can afford to ask at every send. Not thread-safe.
 */
public final class SyncedImage implements DurableImage {
    private final KeyValueStore synced;
    private final int group;
    private long lastTail;

    /** @param synced a view of what would survive a power cut; it may change between calls */
    public SyncedImage(KeyValueStore synced, int group) {
        this.synced = synced;
        this.group = group;
    }

    @Override
    public HardState hardState() {
        StoredRecord record = get(RecordKind.HARD_STATE, 0);
        try {
            return record == null
                    ? HardState.INITIAL
                    : StoredHardState.of(record).hardState();
        } catch (MalformedException e) {
            return HardState.INITIAL;
        }
    }

    @Override
    public LogTail tail() {
        LogStart start = start();
        LogTail held = start == null ? LogTail.EMPTY : start.snapshot().id().place();
        // What was compacted since the last question is not walked back over.
        lastTail = Math.max(lastTail, held.index());
        while (lastTail > held.index() && get(RecordKind.BATCH, lastTail) == null) {
            lastTail--;
        }
        while (get(RecordKind.BATCH, lastTail + 1) != null) {
            lastTail++;
        }
        StoredRecord last = get(RecordKind.BATCH, lastTail);
        return last == null ? held : new LogTail(last.term(), last.index(), last.hash());
    }

    /** Where the log begins after a compaction. */
    private @Nullable LogStart start() {
        StoredRecord mark = get(RecordKind.SNAPSHOT_MARK, 0);
        try {
            return mark == null ? null : LogStart.decode(mark.term(), mark.hash(), mark.payload());
        } catch (MalformedException e) {
            return null;
        }
    }

    @Override
    public long compactedTo() {
        LogStart start = start();
        return start == null ? 0 : start.boundary().index();
    }

    /** An entry that only a snapshot holds is held as well as one in the log. */
    private @Nullable LogTail inSnapshot(long index) {
        LogStart start = start();
        if (start == null) {
            return null;
        }
        LogTail held = start.snapshot().id().place();
        return held.index() == index ? held : start.boundary().index() == index ? start.boundary() : null;
    }

    @Override
    public @Nullable Hash hashAt(long index) {
        StoredRecord record = get(RecordKind.BATCH, index);
        if (record != null) {
            return record.hash();
        }
        LogTail held = inSnapshot(index);
        return held == null ? null : held.hash();
    }

    @Override
    public long termAt(long index) {
        StoredRecord record = get(RecordKind.BATCH, index);
        if (record != null) {
            return record.term();
        }
        LogTail held = inSnapshot(index);
        return held == null ? -1 : held.term();
    }

    @Override
    public @Nullable Bytes record(RecordKind kind, long index) {
        StoredRecord record = get(kind, index);
        return record == null ? null : record.payload();
    }

    @Override
    public @Nullable Hash digestOf(RecordKind kind, long index) {
        StoredRecord record = get(kind, index);
        return record == null ? null : record.hash();
    }

    /** A damaged record supports no promise: it counts as absent. */
    private @Nullable StoredRecord get(RecordKind kind, long index) {
        Bytes key = RecordFormat.key(group, kind, index);
        try {
            Bytes value = synced.get(key);
            StoredRecord record = value == null ? null : RecordFormat.decode(key, value);
            boolean names = record != null
                    && kind == RecordKind.BATCH
                    && record.payload().isEmpty();
            return names && get(RecordKind.BODY, index) == null ? null : record;
        } catch (MalformedException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
