package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import org.jspecify.annotations.Nullable;

/** What would be left of a replica's log if its power were cut now: decoded from the synced disk, not from memory. */
public interface DurableImage {
    HardState hardState();

    LogTail tail();

    /** The last entry that is gone from the log because a snapshot holds it; 0 for a whole log. */
    long compactedTo();

    /** The hash of the entry at {@code index}, or null when no such entry is synced. */
    @Nullable
    Hash hashAt(long index);

    /** The term of the entry at {@code index}, or -1 when no such entry is synced. */
    long termAt(long index);

    /** The payload of a synced record of another kind than {@link RecordKind#BATCH}, or null. */
    default @Nullable Bytes record(RecordKind kind, long index) {
        return null;
    }

    /** What a synced record of another kind than {@link RecordKind#BATCH} claims to be, or null. */
    default @Nullable Hash digestOf(RecordKind kind, long index) {
        return null;
    }
}
