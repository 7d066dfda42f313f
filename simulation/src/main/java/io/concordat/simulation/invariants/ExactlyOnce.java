package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** In every life of every replica a session's commands run as 1, 2, 3 …, and on all replicas at the same place. */
public final class ExactlyOnce {
    private final Checks checks;
    // Looked up, or walked for maxima only: the order of a hash table cannot reach a run.
    private final TreeMap<Integer, Map<Bytes, Long>> lastNumbers = new TreeMap<>();
    private final Map<Bytes, Map<Long, Long>> places = new HashMap<>();

    public ExactlyOnce(Checks checks) {
        this.checks = checks;
    }

    /** A new life, or a snapshot's state: goes on from what ran up to {@code index}, 0 for the beginning. */
    public void woke(int node, long index) {
        Map<Bytes, Long> last = new HashMap<>();
        places.forEach((session, ran) -> ran.forEach((number, place) -> {
            if (place <= index) {
                last.merge(session, number, Math::max);
            }
        }));
        lastNumbers.put(node, last);
    }

    public void runs(int node, Bytes session, long number, long index) {
        checks.counted();
        Long before = lastNumbers.computeIfAbsent(node, n -> new HashMap<>()).put(session, number);
        if (number != (before == null ? 0 : before) + 1) {
            checks.violated(
                    "exactly-once",
                    "node " + node + " runs number " + number + " of session " + session + " after " + before);
        }
        Long place = places.computeIfAbsent(session, s -> new HashMap<>()).putIfAbsent(number, index);
        if (place != null && place != index) {
            checks.violated(
                    "exactly-once",
                    "number " + number + " of session " + session + " ran at index " + place + ", on node " + node
                            + " at " + index);
        }
    }
}
