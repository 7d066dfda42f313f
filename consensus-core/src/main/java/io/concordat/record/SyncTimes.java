package io.concordat.record;

import java.util.Arrays;

/** How long the last thousand synced writes took. Thread-safe. */
final class SyncTimes {
    private final long[] micros = new long[1_000];
    private long count;

    synchronized void add(long nanos) {
        micros[(int) (count++ % micros.length)] = nanos / 1_000;
    }

    /** The median, 0 when nothing was written yet. */
    synchronized long median() {
        int known = (int) Math.min(count, micros.length);
        long[] sorted = Arrays.copyOf(micros, known);
        Arrays.sort(sorted);
        return known == 0 ? 0 : sorted[known / 2];
    }
}
