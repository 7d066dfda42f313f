package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Log matching (Raft §5.3): an index and a term name one entry. The hash covers everything before it, so equal
 * hashes mean
 * equal prefixes.
 */
public final class LogMatching {
    private final Checks checks;
    private final List<List<Known>> byIndex = new ArrayList<>();

    private record Known(long term, Hash hash, int node) {}

    public LogMatching(Checks checks) {
        this.checks = checks;
    }

    public void holds(int node, long index, long term, Hash hash) {
        checks.counted();
        while (byIndex.size() <= index) {
            byIndex.add(new ArrayList<>(1));
        }
        List<Known> here = byIndex.get((int) index);
        for (Known known : here) {
            if (known.term == term) {
                if (!known.hash.equals(hash)) {
                    checks.violated(
                            "log-matching",
                            "entry " + index + " of term " + term + " is " + known.hash + " on node " + known.node
                                    + " and " + hash + " on node " + node);
                }
                return;
            }
        }
        here.add(new Known(term, hash, node));
    }
}
