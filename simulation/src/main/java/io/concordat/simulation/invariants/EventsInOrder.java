package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A session hears its events as they were emitted in the committed order: 1, 2, 3 …, each once, none invented. */
public final class EventsInOrder {
    private final Checks checks;
    private final TreeMap<Bytes, List<Emitted>> emitted = new TreeMap<>();
    private final TreeMap<Integer, TreeMap<Bytes, Integer>> emittedBy = new TreeMap<>();
    private final TreeMap<Integer, Long> restored = new TreeMap<>();
    private final TreeMap<Bytes, Long> heard = new TreeMap<>();

    private record Emitted(Bytes event, long clusterNanos) {}

    public EventsInOrder(Checks checks) {
        this.checks = checks;
    }

    /** A new life, or a snapshot's state: goes on from that cluster time, -1 for the beginning. */
    public void woke(int node, long clusterNanos) {
        emittedBy.put(node, new TreeMap<>());
        restored.put(node, clusterNanos);
    }

    /** {@code node} executes an emission for {@code session}; every life of every node must emit the same. */
    public void emitted(int node, Bytes session, Bytes event, long clusterNanos) {
        checks.counted();
        List<Emitted> all = emitted.computeIfAbsent(session, s -> new ArrayList<>());
        TreeMap<Bytes, Integer> counts = emittedBy.computeIfAbsent(node, n -> new TreeMap<>());
        Integer known = counts.get(session);
        int before = known != null ? known : begin(all, event, restored.getOrDefault(node, -1L));
        counts.put(session, before + 1);
        if (before == all.size()) {
            all.add(new Emitted(event, clusterNanos));
        } else if (!all.get(before).event().equals(event)) {
            checks.violated(
                    "events-in-order",
                    "event " + (before + 1) + " of session " + session + " is "
                            + all.get(before).event() + ", on node " + node + " " + event);
        }
    }

    /**
     * Where a state of that time goes on. Batches may share a time: of what was emitted at the very time of the
     * snapshot some may follow it, so there the first equal event counts.
     */
    private static int begin(List<Emitted> all, Bytes event, long since) {
        int place = 0;
        while (place < all.size()
                && (all.get(place).clusterNanos() < since
                        || (all.get(place).clusterNanos() == since
                                && !all.get(place).event().equals(event)))) {
            place++;
        }
        return place;
    }

    public void heard(Bytes session, long number, Bytes event) {
        checks.counted();
        Long before = heard.put(session, number);
        List<Emitted> all = emitted.getOrDefault(session, List.of());
        if (number != (before == null ? 0 : before) + 1
                || number > all.size()
                || !all.get((int) number - 1).event().equals(event)) {
            checks.violated(
                    "events-in-order",
                    "session " + session + " hears event " + number + " = " + event + " after " + before + ", of "
                            + all.size() + " emitted");
        }
    }
}
