package io.concordat.client;

import java.time.Duration;

/**
 * The client's own times, in nanoseconds; deadlines come with each call.
 *
 * @param attempt how long one node may take before another is asked; longer than a usual fail-over is harmless,
 *     because a dead connection is noticed at once
 * @param firstBackoff the first pause between attempts; doubled per failure, jittered
 * @param longestBackoff the longest pause while looking for the leader
 * @param busyBackoff the longest pause after BUSY, and every pause once the retry budget is spent
 * @param alone how long a primary may have commands to itself, before all members hear of them; where clients believe
 *     no single one
 * @param suspicion how long a silent node is not believed to lead, whatever its followers still hint
 */
public record ClientTimeouts(
        long attempt, long alone, long firstBackoff, long longestBackoff, long busyBackoff, long suspicion) {
    public static final ClientTimeouts DEFAULTS =
            new ClientTimeouts(millis(2_000), millis(200), millis(5), millis(100), millis(1_000), millis(300));

    public ClientTimeouts {
        long least = Math.min(Math.min(attempt, firstBackoff), Math.min(longestBackoff, busyBackoff));
        if (Math.min(least, alone) <= 0 || suspicion < 0) {
            throw new IllegalArgumentException("times must be positive");
        }
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
