package io.concordat.pbft;

/**
 * Cluster time as this member sees it: what was last agreed on, plus what its own monotonic clock has advanced since
 * the view began. A primary proposes it; a backup measures proposals by it, new ones alone and only by their advance
 * (design §4.4): a primary that hurries would end leases early.
 */
final class ClusterTime {
    /** Views begin at different moments in different places, by as much as a NEW-VIEW may be late. */
    private static final long SLACK_NANOS = 1_000_000_000;

    private long base;
    private long at;
    private long agreed;

    ClusterTime(long agreedNanos, long now) {
        this.agreed = agreedNanos;
        begin(now);
    }

    /** A view begins: between views time stands still. */
    void begin(long now) {
        base = agreed;
        at = now;
    }

    /** A slot with this time is decided. */
    void agreed(long nanos, long now) {
        agreed = Math.max(agreed, nanos);
        if (nanos > at(now)) {
            base = nanos;
            at = now;
        }
    }

    long at(long now) {
        return base + Math.max(0, now - at);
    }

    /** Whether a new proposal's time follows what is agreed, and is not ahead of what this clock can have seen. */
    boolean plausible(long proposed, long now) {
        long advance = Math.max(0, now - at);
        return proposed >= agreed && proposed <= base + advance + advance / 4 + SLACK_NANOS;
    }
}
