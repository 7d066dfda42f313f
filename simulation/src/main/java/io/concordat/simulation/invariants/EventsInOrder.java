package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A session hears its events as they were emitted in the committed order: 1, 2, 3 …, each once, none invented. */
public final class EventsInOrder {
    private final Checks checks;
    private final TreeMap<Bytes, List<Bytes>> emitted = new TreeMap<>();
    private final TreeMap<Integer, TreeMap<Bytes, Integer>> emittedBy = new TreeMap<>();
    private final TreeMap<Bytes, Long> heard = new TreeMap<>();

    public EventsInOrder(Checks checks) {
        this.checks = checks;
    }

    /** A new life replays from the beginning. */
    public void woke(int node) {
        emittedBy.put(node, new TreeMap<>());
    }

    /** {@code node} executes an emission for {@code session}; every life of every node must emit the same. */
    public void emitted(int node, Bytes session, Bytes event) {
        checks.counted();
        List<Bytes> all = emitted.computeIfAbsent(session, s -> new ArrayList<>());
        int before = emittedBy.computeIfAbsent(node, n -> new TreeMap<>()).merge(session, 1, Integer::sum) - 1;
        if (before == all.size()) {
            all.add(event);
        } else if (!all.get(before).equals(event)) {
            checks.violated(
                    "events-in-order",
                    "event " + (before + 1) + " of session " + session + " is " + all.get(before) + ", on node " + node
                            + " " + event);
        }
    }

    public void heard(Bytes session, long number, Bytes event) {
        checks.counted();
        Long before = heard.put(session, number);
        List<Bytes> all = emitted.getOrDefault(session, List.of());
        if (number != (before == null ? 0 : before) + 1
                || number > all.size()
                || !all.get((int) number - 1).equals(event)) {
            checks.violated(
                    "events-in-order",
                    "session " + session + " hears event " + number + " = " + event + " after " + before + ", of "
                            + all.size() + " emitted");
        }
    }
}
