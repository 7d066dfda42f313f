package io.concordat.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom a transfer can ask: the least busy first, nobody who lied, and nobody who just failed to answer unless there is
 * no other. Confined to one loop.
 */
final class Sources {
    private static final int PER_SOURCE = 2;

    private final TreeMap<Integer, Integer> asked = new TreeMap<>();
    private final TreeMap<Integer, Integer> ever = new TreeMap<>();
    private final TreeSet<Integer> slow = new TreeSet<>();
    private final TreeSet<Integer> without = new TreeSet<>();
    private final TreeSet<Integer> liars = new TreeSet<>();

    Sources(List<Integer> nodes) {
        nodes.forEach(n -> asked.put(n, 0));
    }

    /** Chooses somebody and counts the request; null when nobody can be asked now. */
    @Nullable
    Integer take() {
        Integer best = null;
        for (int node : candidates()) {
            if (asked.getOrDefault(node, 0) < PER_SOURCE && (best == null || load(node) < load(best))) {
                best = node;
            }
        }
        if (best != null) {
            ever.merge(best, 1, Integer::sum);
            asked.merge(best, 1, Integer::sum);
        }
        return best;
    }

    /** What it is asked for now counts first, what it ever was asked for second. */
    private long load(int node) {
        return ((long) asked.getOrDefault(node, 0) << 32) + ever.getOrDefault(node, 0);
    }

    private List<Integer> candidates() {
        List<Integer> quick = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        for (int node : asked.keySet()) {
            if (!liars.contains(node) && !without.contains(node)) {
                all.add(node);
                if (!slow.contains(node)) {
                    quick.add(node);
                }
            }
        }
        return quick.isEmpty() ? all : quick;
    }

    /** A request has come to its end, one way or another. */
    void settled(int node) {
        asked.computeIfPresent(node, (n, count) -> Math.max(0, count - 1));
    }

    void answered(int node) {
        slow.remove(node);
    }

    void slow(int node) {
        slow.add(node);
    }

    void without(int node) {
        without.add(node);
    }

    void lied(int node) {
        liars.add(node);
    }

    /** Whether nobody is left that may have what is wanted. */
    boolean exhausted() {
        return candidates().isEmpty();
    }
}
