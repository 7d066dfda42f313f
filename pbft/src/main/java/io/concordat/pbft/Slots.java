package io.concordat.pbft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The slots between the water marks: above the stable checkpoint, and at most {@code window} above it. Nothing outside
 * exists, so that no primary can make memory grow (P44), and nothing that is settled opens again (P45).
 */
final class Slots {
    private final int window;
    private final TreeMap<Long, Slot> open = new TreeMap<>();
    private long low;

    Slots(int window, long low) {
        this.window = window;
        this.low = low;
    }

    /** The stable checkpoint. */
    long low() {
        return low;
    }

    long high() {
        return low + window;
    }

    boolean inWindow(long index) {
        return index > low && index <= high();
    }

    /** Within the window only. */
    Slot at(long index) {
        return open.computeIfAbsent(index, Slot::new);
    }

    @Nullable
    Slot find(long index) {
        return open.get(index);
    }

    Collection<Slot> all() {
        return open.values();
    }

    /** Ascending, above {@code index}, at most {@code most}. */
    List<Slot> above(long index, int most) {
        SortedMap<Long, Slot> rest = open.tailMap(index, false);
        return new ArrayList<>(rest.values().stream().limit(most).toList());
    }

    void raise(long stable) {
        low = Math.max(low, stable);
        open.headMap(low, true).clear();
    }
}
