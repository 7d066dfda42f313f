package io.concordat.simulation;

import io.concordat.simulation.invariants.Checks.Violation;
import java.util.List;

/**
 * What one seed has shown.
 *
 * @param violations empty when everything held
 * @param simulatedNanos virtual time, healing included
 * @param traceHash equal for equal plans, on one build
 * @param replied operations answered with a result; refused and unknown are the rest of {@code asked}
 */
public record SimulationResult(
        long seed,
        List<Violation> violations,
        long simulatedNanos,
        long events,
        long invariantChecks,
        FaultTally faults,
        long traceHash,
        long asked,
        long replied,
        long refused,
        long unknown,
        LieTally lies) {
    public boolean passed() {
        return violations.isEmpty();
    }
}
