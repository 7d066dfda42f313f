package io.concordat.protocol;

/**
 * Cluster time as one replica sees it: what was last agreed on, plus what its own monotonic clock has advanced since
 * somebody began to lead. Between leaders it stands still, so that a fail-over expires nobody, and wall clocks never
 * reach it. Whoever leads proposes it; where nobody is trusted, others measure new proposals by it, and only their
 * advance (design §4.4): a leader that hurries would end leases early. Nanoseconds throughout. Confined to one loop.
 */
public final class ClusterTime {
    /** Leading begins at different moments in different places, by as much as the news of it may be late. */
    private static final long SLACK_NANOS = 1_000_000_000;

    private long base;
    private long at;
    private long agreed;

    /** @param agreedNanos the last time in the log */
    public ClusterTime(long agreedNanos, long now) {
        this.agreed = agreedNanos;
        begin(now);
    }

    /** Somebody begins to lead. */
    public void begin(long now) {
        base = agreed;
        at = now;
    }

    /** A batch with this time is decided. */
    public void agreed(long nanos, long now) {
        agreed = Math.max(agreed, nanos);
        if (nanos > at(now)) {
            base = nanos;
            at = now;
        }
    }

    /** The time to be proposed now. */
    public long at(long now) {
        return base + Math.max(0, now - at);
    }

    /** Whether a new proposal's time follows what is agreed, and is not ahead of what this clock can have seen. */
    public boolean plausible(long proposed, long now) {
        long advance = Math.max(0, now - at);
        return proposed >= agreed && proposed <= base + advance + advance / 4 + SLACK_NANOS;
    }
}
