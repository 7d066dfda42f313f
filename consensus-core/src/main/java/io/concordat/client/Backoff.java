package io.concordat.client;

import io.concordat.runtime.RandomSource;

/** Doubling pauses, each drawn from the upper half, so that clients that failed together do not come back together. */
final class Backoff {
    private static final int MOST_DOUBLINGS = 20;

    private final long first;
    private final RandomSource random;

    Backoff(long first, RandomSource random) {
        this.first = first;
        this.random = random;
    }

    /** Nanoseconds to wait after the {@code failures}-th failure in a row, at most {@code longest}. */
    long delay(int failures, long longest) {
        long full = Math.min(longest, first << Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1)));
        return full / 2 + random.nextLong(full / 2 + 1);
    }

    /** As {@link #delay}, but not before a busy node asks for it; spread, so that not all come back at once. */
    long busy(int failures, int retryAfterMillis, long longest) {
        long asked = Math.min(longest, Math.max(0, retryAfterMillis) * 1_000_000L);
        return Math.max(delay(failures, longest), asked + random.nextLong(asked / 2 + 1));
    }
}
