package io.concordat.pbft;

import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots between the water marks: above the stable checkpoint, and at most {@code window} above it. Nothing outside
 * exists, so that no primary can make memory grow (P44), and nothing that is settled opens again (P45). A ring: every
 * step looks some of them up.
 */
final class Slots {
    private final @Nullable Slot[] ring;
    private long low;

    Slots(int window, long low) {
        this.ring = new Slot[window];
        this.low = low;
    }

    /** The stable checkpoint. */
    long low() {
        return low;
    }

    long high() {
        return low + ring.length;
    }

    boolean inWindow(long index) {
        return index > low && index <= high();
    }

    /** Opened if it was not open; within the window only. */
    Slot at(long index) {
        Invariant.check(inWindow(index), "slot %d lies outside the window after %d", index, low);
        Slot slot = ring[place(index)];
        if (slot == null) {
            slot = new Slot(index);
            ring[place(index)] = slot;
        }
        return slot;
    }

    @Nullable
    Slot find(long index) {
        return inWindow(index) ? ring[place(index)] : null;
    }

    private int place(long index) {
        return (int) (index % ring.length);
    }

    /** All that are open, ascending. */
    List<Slot> all() {
        return above(low, ring.length);
    }

    /** Ascending, above {@code index}, at most {@code most}. */
    List<Slot> above(long index, int most) {
        List<Slot> found = new ArrayList<>();
        for (long at = Math.max(index, low) + 1; at <= high() && found.size() < most; at++) {
            Slot slot = find(at);
            if (slot != null) {
                found.add(slot);
            }
        }
        return found;
    }

    void raise(long stable) {
        for (long gone = low + 1; gone <= Math.min(stable, high()); gone++) {
            ring[place(gone)] = null;
        }
        low = Math.max(low, stable);
    }
}
