package io.concordat.simulation.invariants;

/** Crash faults make no liars: no member ever finds another one's words contradictory. */
public final class NobodyAccused {
    private final Checks checks;

    public NobodyAccused(Checks checks) {
        this.checks = checks;
    }

    public void accused(int by, int member, String deed) {
        checks.counted();
        checks.violated("nobody-accused", "node " + by + ": node " + member + " " + deed);
    }
}
