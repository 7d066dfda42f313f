package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The completed operations open at one moment, each in one of 64 slots that are used again after its return; so that
 * which of them took effect fits a word however long the history is.
 */
final class Slots {
    static final int COUNT = 64;

    final @Nullable Operation[] operation = new Operation[COUNT];
    final int[] effectClass = new int[COUNT];
    /** Slots of equal operations that return earlier: those are taken first, since nobody could tell. */
    final long[] earlierTwins = new long[COUNT];

    private final Object[] kinds = new Object[COUNT];
    private long open;
    private long readers;

    private record Kind(String f, @Nullable Object argument, @Nullable Object result) {}

    /** -1 when all are taken. */
    int enter(Operation o, boolean readOnly, int likeClass) {
        int slot = Long.numberOfTrailingZeros(~open);
        if (slot == COUNT) {
            return -1;
        }
        long bit = 1L << slot;
        operation[slot] = o;
        effectClass[slot] = likeClass;
        kinds[slot] = new Kind(o.f(), o.argument(), o.result());
        earlierTwins[slot] = 0;
        for (long rest = open; rest != 0; rest &= rest - 1) {
            int other = Long.numberOfTrailingZeros(rest);
            if (kinds[slot].equals(kinds[other])) {
                if (at(other).returned() < o.returned()) {
                    earlierTwins[slot] |= 1L << other;
                } else {
                    earlierTwins[other] |= bit;
                }
            }
        }
        open |= bit;
        readers = readOnly ? readers | bit : readers & ~bit;
        return slot;
    }

    void leave(int slot) {
        long bit = 1L << slot;
        open &= ~bit;
        readers &= ~bit;
        operation[slot] = null;
        for (int i = 0; i < COUNT; i++) {
            earlierTwins[i] &= ~bit;
        }
    }

    long open() {
        return open;
    }

    long readers() {
        return readers;
    }

    Operation at(int slot) {
        Operation found = operation[slot];
        if (found == null) {
            throw new IllegalStateException("slot " + slot + " is empty");
        }
        return found;
    }

    int slotOf(Operation o) {
        int slot = Arrays.asList(operation).indexOf(o);
        if (slot < 0) {
            throw new IllegalStateException("not open: " + o.describe());
        }
        return slot;
    }
}
