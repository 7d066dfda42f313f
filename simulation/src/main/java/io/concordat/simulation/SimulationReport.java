package io.concordat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Several seeds together. Thread-safe: seeds may be added from the threads they ran on. */
public final class SimulationReport {
    private final List<SimulationResult> failures = new ArrayList<>();
    private final FaultTally faults = new FaultTally();
    private final LieTally lies = new LieTally();
    private long seeds;
    private long simulatedNanos;
    private long events;
    private long invariantChecks;

    public synchronized void add(SimulationResult result) {
        seeds++;
        simulatedNanos += result.simulatedNanos();
        events += result.events();
        invariantChecks += result.invariantChecks();
        faults.add(result.faults());
        lies.add(result.lies());
        if (!result.passed()) {
            failures.add(result);
        }
    }

    public synchronized boolean passed() {
        return failures.isEmpty();
    }

    public synchronized List<SimulationResult> failures() {
        return List.copyOf(failures);
    }

    /** To be read when all seeds have been added. */
    public FaultTally faults() {
        return faults;
    }

    /** To be read when all seeds have been added. */
    public LieTally lies() {
        return lies;
    }

    public synchronized long seeds() {
        return seeds;
    }

    public synchronized double simulatedSeconds() {
        return simulatedNanos / 1e9;
    }

    public synchronized long events() {
        return events;
    }

    public synchronized long invariantChecks() {
        return invariantChecks;
    }

    /** Throws {@link AssertionError} naming every failed seed and its first violation. */
    public void orThrow() {
        if (!passed()) {
            throw new AssertionError(failures().stream()
                    .map(f -> "seed " + f.seed() + ": " + f.violations().get(0))
                    .collect(Collectors.joining("\n")));
        }
    }
}
