package io.concordat.services.lock.client;

import java.time.Duration;

/**
 * How a client holds its locks.
 *
 * @param ttl a hold that is not renewed ends after this; at most half of what the session lives for
 * @param renewalPeriod between renewals; well below {@code ttl}, so that some may fail
 * @param retryCount attempts after a renewal has failed, before the next period
 * @param retryDelay before each of them
 * @param timeout for each command, waiting for a lock not counted
 * @param drift by how much this machine's monotonic clock and a leader's may differ, as a fraction; leases are taken to
 *     be shorter by it
 */
public record LockOptions(
        Duration ttl, Duration renewalPeriod, int retryCount, Duration retryDelay, Duration timeout, double drift) {
    private static final Duration LEAST_SESSION = Duration.ofSeconds(30);

    public static final LockOptions DEFAULTS = ofTtl(Duration.ofSeconds(10));

    public LockOptions {
        if (ttl.isNegative() || ttl.isZero() || renewalPeriod.isNegative() || renewalPeriod.isZero()) {
            throw new IllegalArgumentException("ttl " + ttl + " and renewal period " + renewalPeriod + " are positive");
        }
        if (renewalPeriod.compareTo(ttl) >= 0) {
            throw new IllegalArgumentException("renewed every " + renewalPeriod + ", a hold of " + ttl + " is lost");
        }
        if (retryCount < 0 || retryDelay.isNegative() || timeout.isNegative() || drift < 0 || drift > 0.5) {
            throw new IllegalArgumentException("retries, timeout and drift (at most 0.5) are not negative");
        }
    }

    /** Renewed three times per life. */
    public static LockOptions ofTtl(Duration ttl) {
        return new LockOptions(ttl, ttl.dividedBy(3), 5, Duration.ofMillis(200), Duration.ofSeconds(5), 0.01);
    }

    public LockOptions withRenewal(Duration period, int count, Duration delay) {
        return new LockOptions(ttl, period, count, delay, timeout, drift);
    }

    public LockOptions withTimeout(Duration limit) {
        return new LockOptions(ttl, renewalPeriod, retryCount, retryDelay, limit, drift);
    }

    /** Twice the lease at least, so that a session never ends under a hold that its own deadline would still allow. */
    Duration session() {
        Duration twice = ttl.multipliedBy(2);
        return twice.compareTo(LEAST_SESSION) > 0 ? twice : LEAST_SESSION;
    }
}
