package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import java.util.TreeMap;

/** Equal indexes have equal state roots. */
public final class EqualRoots {
    private final Checks checks;
    private final TreeMap<Long, Bytes> roots = new TreeMap<>();

    public EqualRoots(Checks checks) {
        this.checks = checks;
    }

    public void root(int node, long index, Bytes root) {
        checks.counted();
        Bytes known = roots.putIfAbsent(index, root);
        if (known != null && !known.equals(root)) {
            checks.violated(
                    "equal-roots", "at index " + index + " the root is " + known + ", on node " + node + " " + root);
        }
    }
}
