package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A session hears its events as they were emitted in the committed order: 1, 2, 3 …, each once, none invented. */
public final class EventsInOrder {
    private final Checks checks;
    private final TreeMap<Bytes, List<Bytes>> emitted = new TreeMap<>();
    private final TreeMap<Bytes, Long> heard = new TreeMap<>();

    public EventsInOrder(Checks checks) {
        this.checks = checks;
    }

    /** The committed order emits this for {@code session}; to be told once per event, by whoever executes it first. */
    public void emitted(Bytes session, Bytes event) {
        emitted.computeIfAbsent(session, s -> new ArrayList<>()).add(event);
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
