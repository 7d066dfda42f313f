package io.concordat.snapshot;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.state.MerkleState;

/** Puts the entries of keyed sections back into a state, chunk by chunk. Not thread-safe. */
final class SectionReader {
    private final MerkleState state;
    private Bytes rest = Bytes.EMPTY;

    SectionReader(MerkleState state) {
        this.state = state;
    }

    /** The next chunk of a section; {@code last} when the section ends with it. */
    void read(Bytes chunk, boolean last) throws MalformedException {
        Bytes all = joined(chunk);
        int at = 0;
        int next = entryEnd(all, at);
        while (next > 0) {
            ByteReader entry = new ByteReader(all.slice(at, next - at));
            Bytes key = entry.sized(Integer.MAX_VALUE);
            Bytes value = entry.sized(Integer.MAX_VALUE);
            // Copied: a state that kept slices would keep every chunk it ever came from.
            state.put(key.compact(), value.compact());
            at = next;
            next = entryEnd(all, at);
        }
        rest = all.slice(at, all.length() - at);
        if (last && !rest.isEmpty()) {
            throw new MalformedException("a section ends within an entry");
        }
    }

    private Bytes joined(Bytes chunk) {
        return rest.isEmpty() ? chunk : Bytes.concat(rest, chunk);
    }

    /** Where the entry at {@code at} ends; 0 when it does not end in {@code all}. */
    private static int entryEnd(Bytes all, int at) throws MalformedException {
        long afterKey = fieldEnd(all, at);
        long afterValue = afterKey == 0 ? 0 : fieldEnd(all, afterKey);
        return (int) afterValue;
    }

    private static long fieldEnd(Bytes all, long at) throws MalformedException {
        if (at + 4 > all.length()) {
            return 0;
        }
        int length = new ByteReader(all.slice((int) at, 4)).u32();
        if (length < 0) {
            throw new MalformedException("a field of " + Integer.toUnsignedString(length) + " bytes");
        }
        long end = at + 4 + length;
        return end > all.length() ? 0 : end;
    }
}
