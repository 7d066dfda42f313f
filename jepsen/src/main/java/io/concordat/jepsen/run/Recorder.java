package io.concordat.jepsen.run;

import io.concordat.jepsen.history.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What happened in a run, by the clock of this process. Thread-safe. */
public final class Recorder {
    private final long origin = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private final List<FaultSpan> faults = new ArrayList<>();
    private final List<String> accidents = new ArrayList<>();
    private final TreeMap<String, Integer> troubles = new TreeMap<>();

    /** The nanosecond that counts as 0. */
    long origin() {
        return origin;
    }

    public long now() {
        return System.nanoTime() - origin;
    }

    synchronized void event(Event event) {
        events.add(event);
    }

    public synchronized void fault(FaultSpan span) {
        faults.add(span);
    }

    /** Without what differs from one to the next of a kind. */
    synchronized void trouble(String why) {
        troubles.merge(why.replaceAll("[0-9]+", "N"), 1, Integer::sum);
    }

    /** The harness itself has a mistake: what was not done cannot be judged. */
    synchronized void accident(String what) {
        accidents.add(what);
    }

    synchronized List<String> accidents() {
        return List.copyOf(accidents);
    }

    synchronized int events() {
        return events.size();
    }

    /** In the order of time. What a process did at one moment stays in the order in which it was told. */
    synchronized List<Event> history() {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingLong(Event::nanos));
        return sorted;
    }

    synchronized List<FaultSpan> faults() {
        return List.copyOf(faults);
    }

    /** Why operations failed or stayed without an answer, and how often. */
    synchronized TreeMap<String, Integer> troubles() {
        return new TreeMap<>(troubles);
    }
}
