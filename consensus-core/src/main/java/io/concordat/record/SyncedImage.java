package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
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
        while (lastTail > 0 && get(RecordKind.BATCH, lastTail) == null) {
            lastTail--;
        }
        while (get(RecordKind.BATCH, lastTail + 1) != null) {
            lastTail++;
        }
        StoredRecord last = get(RecordKind.BATCH, lastTail);
        return last == null ? LogTail.EMPTY : new LogTail(last.term(), last.index(), last.hash());
    }

    @Override
    public @Nullable Hash hashAt(long index) {
        StoredRecord record = get(RecordKind.BATCH, index);
        return record == null ? null : record.hash();
    }

    @Override
    public long termAt(long index) {
        StoredRecord record = get(RecordKind.BATCH, index);
        return record == null ? -1 : record.term();
    }

    /** A damaged record supports no promise: it counts as absent. */
    private @Nullable StoredRecord get(RecordKind kind, long index) {
        Bytes key = RecordFormat.key(group, kind, index);
        try {
            Bytes value = synced.get(key);
            return value == null ? null : RecordFormat.decode(key, value);
        } catch (MalformedException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
