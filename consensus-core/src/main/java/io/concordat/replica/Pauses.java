package io.concordat.replica;

import io.concordat.runtime.Clock;

/**
 * How long this replica's loops were not at anybody's service: how late a tick came on the group's loop, and how long
 * one piece of work held the applying loop. Whatever the reason: work of ours, the collector, the machine. Remembers a
 * minute. Thread-safe.
 */
final class Pauses {
    private static final int SECONDS = 60;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Clock clock;
    private final long[] longest = new long[SECONDS]; // under this
    private final long[] second = new long[SECONDS]; // under this

    Pauses(Clock clock) {
        this.clock = clock;
    }

    /** Something that was due, or began, at {@code since} (monotonic) is at its end now. */
    void since(long since) {
        long now = clock.monotonicNanos();
        long at = now / SECOND_NANOS;
        int slot = (int) Math.floorMod(at, (long) SECONDS);
        synchronized (this) {
            if (second[slot] != at) {
                second[slot] = at;
                longest[slot] = 0;
            }
            longest[slot] = Math.max(longest[slot], now - since);
        }
    }

    /** Within the last minute; milliseconds. */
    synchronized long longestMillis() {
        long oldest = clock.monotonicNanos() / SECOND_NANOS - SECONDS;
        long found = 0;
        for (int i = 0; i < SECONDS; i++) {
            found = second[i] > oldest ? Math.max(found, longest[i]) : found;
        }
        return found / 1_000_000;
    }
}
