package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Term and hash by index, growing and truncated at the end: a log as invariants need it. Index 0 is the empty log. */
public final class EntryTable {
    private long[] terms = new long[256];
    private @Nullable Hash[] hashes = new Hash[256];
    private int base;
    private long baseTerm;
    private @Nullable Hash baseHash;
    private int last;

    public long lastIndex() {
        return last;
    }

    /** -1 when there is none. */
    public long termAt(long index) {
        if (index == base && base > 0) {
            return baseTerm;
        }
        return index > base && index <= last && hashes[(int) index] != null ? terms[(int) index] : -1;
    }

    public @Nullable Hash hashAt(long index) {
        if (index == base) {
            return baseHash;
        }
        return index > base && index <= last ? hashes[(int) index] : null;
    }

    /** The last entry that only a snapshot holds; 0 for none. */
    public long base() {
        return base;
    }

    /** From now on everything up to {@code index} is held by a snapshot. */
    public void startAfter(long index, long term, Hash hash) {
        base = Math.toIntExact(index);
        baseTerm = term;
        baseHash = base == 0 ? null : hash;
        last = Math.max(last, base);
    }

    public void put(long index, long term, Hash hash) {
        int at = Math.toIntExact(index);
        if (at >= terms.length) {
            int length = Math.max(at + 1, terms.length * 2);
            terms = Arrays.copyOf(terms, length);
            hashes = Arrays.copyOf(hashes, length);
        }
        terms[at] = term;
        hashes[at] = hash;
        last = Math.max(last, at);
    }

    /** Removes {@code from <= index < to}. */
    public void remove(long from, long to) {
        for (long i = Math.max(1, from); i < to && i <= last && i < hashes.length; i++) {
            hashes[(int) i] = null;
        }
        while (last > base && (last >= hashes.length || hashes[last] == null)) {
            last--;
        }
    }

    public void clear() {
        startAfter(0, 0, Hash.ZERO);
        remove(1, Long.MAX_VALUE);
    }

    public void copyFrom(EntryTable other) {
        terms = other.terms.clone();
        hashes = other.hashes.clone();
        base = other.base;
        baseTerm = other.baseTerm;
        baseHash = other.baseHash;
        last = other.last;
    }
}
