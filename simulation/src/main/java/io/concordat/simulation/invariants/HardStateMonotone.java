package io.concordat.simulation.invariants;

import io.concordat.protocol.HardState;
import java.util.TreeMap;

/**
 * What a replica has sworn it does not unswear: the term never falls, and a vote is cast once per term, over all its
 * lives.
 */
public final class HardStateMonotone {
    private final Checks checks;
    private final TreeMap<Integer, HardState> synced = new TreeMap<>();

    public HardStateMonotone(Checks checks) {
        this.checks = checks;
    }

    /** The disk's synced hard state is now this. */
    public void synced(int node, HardState next) {
        compare(node, next, "wrote");
        synced.put(node, next);
    }

    /** A new life wakes up with this. */
    public void woke(int node, HardState found) {
        compare(node, found, "woke up with");
    }

    /** The disk was lost, and with it the memory; only a protocol of recovery may stand in for it. */
    public void forgot(int node) {
        synced.remove(node);
    }

    private void compare(int node, HardState next, String how) {
        checks.counted();
        HardState before = synced.get(node);
        if (before != null
                && (next.term() < before.term()
                        || (next.term() == before.term() && before.vote() != 0 && next.vote() != before.vote()))) {
            checks.violated("hard-state-monotone", "node " + node + " " + how + " " + next + " after " + before);
        }
    }
}
