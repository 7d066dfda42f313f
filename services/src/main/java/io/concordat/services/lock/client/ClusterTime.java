package io.concordat.services.lock.client;

/**
 * Turns deadlines in cluster time into moments of this machine's monotonic clock that certainly come before them.
 *
 * <p>Cluster time passes no faster than real time (it stands still between leaders), so a reply that was executed at
 * cluster time c, to a command sent at s, tells that cluster time d is not before s + (d - c), less what the clocks
 * drift apart. Of several such bounds the latest counts.
 */
final class ClusterTime {
    private final double pace;
    private double best = Double.NEGATIVE_INFINITY;
    private long origin;
    private boolean known;

    ClusterTime(double drift) {
        this.pace = 1 - drift;
    }

    void sample(long sentNanos, long clusterNanos) {
        if (!known) {
            origin = sentNanos;
            known = true;
        }
        best = Math.max(best, (sentNanos - origin) - clusterNanos * pace);
    }

    /** {@link Long#MIN_VALUE} before the first sample. */
    long before(long clusterDeadline) {
        return known ? origin + (long) Math.floor(best + clusterDeadline * pace) : Long.MIN_VALUE;
    }

    /** What lasts {@code nanos} of cluster time lasts at least this long here. */
    long shortened(long nanos) {
        return (long) (nanos * pace);
    }
}
