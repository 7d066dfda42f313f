package io.concordat.raft;

/**
 * The time a leader proposes: the last time in its log when it was elected, plus what its own monotonic clock has
 * advanced
 * since. Between leaders it stands still, so that a fail-over expires nobody, and wall clocks never reach it.
 */
final class ClusterTime {
    private final long base;
    private final long electedAt;

    ClusterTime(long lastInLog, long now) {
        this.base = lastInLog;
        this.electedAt = now;
    }

    long at(long now) {
        return base + Math.max(0, now - electedAt);
    }
}
