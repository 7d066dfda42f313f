package io.concordat.simulation.invariants;

import java.util.Arrays;

/** Cluster time never goes back in the order of execution, and timers never fire before their time. */
public final class ClusterTimeMonotone {
    private final Checks checks;
    private long[] reached = new long[8];

    public ClusterTimeMonotone(Checks checks) {
        this.checks = checks;
    }

    public void woke(int node) {
        if (node >= reached.length) {
            reached = Arrays.copyOf(reached, node * 2);
        }
        reached[node] = 0;
    }

    public void reaches(int node, long clusterNanos) {
        checks.counted();
        if (clusterNanos < reached[node]) {
            checks.violated(
                    "cluster-time-monotone", "node " + node + " is at " + clusterNanos + " after " + reached[node]);
        }
        reached[node] = clusterNanos;
    }

    public void expires(int node, long clusterNanos, long deadline) {
        checks.counted();
        if (deadline > clusterNanos) {
            checks.violated(
                    "timers-not-early", "node " + node + " expires at " + clusterNanos + " what is due at " + deadline);
        }
    }
}
