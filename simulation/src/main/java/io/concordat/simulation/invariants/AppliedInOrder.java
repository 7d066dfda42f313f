package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every life of every replica executes 1, 2, 3 …, each once; where logs precede commitment only what its own disk
 * already holds.
 */
public final class AppliedInOrder {
    private final Checks checks;
    private long[] applied = new long[8];

    public AppliedInOrder(Checks checks) {
        this.checks = checks;
    }

    /** A new life begins behind {@code snapshotIndex}, 0 without a snapshot. */
    public void woke(int node, long snapshotIndex) {
        if (node >= applied.length) {
            applied = Arrays.copyOf(applied, node * 2);
        }
        applied[node] = snapshotIndex;
    }

    public void applies(int node, long index) {
        checks.counted();
        if (index != applied[node] + 1) {
            checks.violated("applied-in-order", "node " + node + " executes " + index + " after " + applied[node]);
        }
        applied[node] = index;
    }

    /** {@code onDisk}: the hash of what {@code node}, about to execute {@code index}, has synced there. */
    public void holds(int node, long index, Hash hash, @Nullable Hash onDisk) {
        checks.counted();
        if (!hash.equals(onDisk)) {
            checks.violated(
                    "applied-is-durable",
                    "node " + node + " executes entry " + index + " as " + hash + ", its disk holds " + onDisk);
        }
    }

    public long applied(int node) {
        return node < applied.length ? applied[node] : 0;
    }
}
