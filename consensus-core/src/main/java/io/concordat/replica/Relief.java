package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.runtime.Budget;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a group says to those it has no room for, and when they should come again: once half of what is pending now will
 * have been answered, at the pace of the last moments. {@link #answered} and {@link #tick} belong to the loop; the rest
 * is for any thread.
 */
final class Relief {
    private static final long WINDOW_NANOS = 100_000_000;
    private static final long SHORTEST_MILLIS = 5;
    private static final long LONGEST_MILLIS = 1_000;

    private final Budget pending;
    private final LongAdder busy = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private long answered;
    private long windowBegan;
    private double bytesPerMilli;
    private volatile int retryMillis = (int) (LONGEST_MILLIS / 10);

    Relief(Budget pending) {
        this.pending = pending;
    }

    void answered(long bytes) {
        answered += bytes;
    }

    void tick(long now) {
        if (now - windowBegan < WINDOW_NANOS) {
            return;
        }
        double seen = answered * 1e6 / (now - windowBegan);
        bytesPerMilli = (bytesPerMilli + seen) / 2;
        answered = 0;
        windowBegan = now;
        double wait = bytesPerMilli < 1 ? LONGEST_MILLIS : pending.taken() / 2.0 / bytesPerMilli;
        retryMillis = (int) Math.max(SHORTEST_MILLIS, Math.min(LONGEST_MILLIS, wait));
    }

    /** Counts one more that finds no room. */
    Wire.Refusal busy(String why) {
        busy.increment();
        return new Wire.Refusal(ErrorCode.BUSY, why, 0, true, retryMillis);
    }

    /** Counts {@code more} that have waited longer than their senders do. */
    Wire.Refusal late(int more) {
        expired.add(more);
        return new Wire.Refusal(ErrorCode.BUSY, "it waited longer than its sender would", 0, true, retryMillis);
    }

    Wire.Refusal noRoom(boolean late) {
        return late ? late(1) : busy("too much is pending in this group");
    }

    long busyCount() {
        return busy.sum();
    }

    long expiredCount() {
        return expired.sum();
    }
}
