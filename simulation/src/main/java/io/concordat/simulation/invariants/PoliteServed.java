package io.concordat.simulation.invariants;

import io.concordat.api.Outcome;

/** However others behave, a client that asks for little gets it, and soon. */
public final class PoliteServed {
    /** Virtual; without flooding neighbours it is some milliseconds. */
    private static final long BOUND_NANOS = 250_000_000;

    private final Checks checks;

    public PoliteServed(Checks checks) {
        this.checks = checks;
    }

    /** {@code outcome} came {@code nanos} after the question. */
    public void answered(String what, Outcome outcome, long nanos) {
        checks.counted();
        if (!(outcome instanceof Outcome.Reply) || nanos > BOUND_NANOS) {
            checks.violated(
                    "polite-client-served",
                    what + " -> " + outcome + " after " + nanos / 1_000_000 + " ms, at most "
                            + BOUND_NANOS / 1_000_000);
        }
    }
}
