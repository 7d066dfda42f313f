package io.concordat.simulation.invariants;

import java.util.TreeMap;

/** Election safety (Raft §5.2): at most one node ever leads in a term. */
public final class OneLeaderPerTerm {
    private final Checks checks;
    private final TreeMap<Long, Integer> leaders = new TreeMap<>();

    public OneLeaderPerTerm(Checks checks) {
        this.checks = checks;
    }

    public void leads(int node, long term) {
        checks.counted();
        Integer other = leaders.putIfAbsent(term, node);
        if (other != null && other != node) {
            checks.violated("one-leader-per-term", "term " + term + " is led by node " + other + " and node " + node);
        }
    }
}
