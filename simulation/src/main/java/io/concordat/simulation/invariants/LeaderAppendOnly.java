package io.concordat.simulation.invariants;

/** Leader append-only (Raft §5.3): a leader never overwrites or deletes entries of its own log. */
public final class LeaderAppendOnly {
    private final Checks checks;

    public LeaderAppendOnly(Checks checks) {
        this.checks = checks;
    }

    public void removed(int node, boolean leads, long from, long lastIndex) {
        checks.counted();
        if (leads && from <= lastIndex) {
            checks.violated(
                    "leader-append-only", "node " + node + " leads and removes entries " + from + ".." + lastIndex);
        }
    }
}
