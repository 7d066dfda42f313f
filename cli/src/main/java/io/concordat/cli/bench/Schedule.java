package io.concordat.cli.bench;

/**
 * When the operations of an open loop fall due, at a constant rate, and which are given up because they found no room
 * in time. An operation that has not begun is a number, so that no load makes it grow. Thread-safe.
 */
final class Schedule {
    private final double rate;
    private final long start;
    private final long patience;
    private long next;

    /**
     * @param rate operations per second
     * @param start nanoseconds, when the first one is due
     * @param patience how long an operation may wait for room after it was due, nanoseconds
     */
    Schedule(double rate, long start, long patience) {
        this.rate = rate;
        this.start = start;
        this.patience = patience;
    }

    /** Whether an operation is due that has not begun. */
    synchronized boolean waiting(long now) {
        return next < due(now);
    }

    /** Takes the next one and returns when it was due; {@code none} if none is due yet. */
    synchronized long begin(long now, long none) {
        return next < due(now) ? dueAt(next++) : none;
    }

    /** Gives up what has waited too long and returns how many those were. */
    synchronized long giveUp(long now) {
        long late = Math.max(0, due(now - patience) - next);
        next += late;
        return late;
    }

    /** How many operations are due by {@code now}. */
    private long due(long now) {
        return now < start ? 0 : 1 + (long) ((now - start) / 1e9 * rate);
    }

    private long dueAt(long ordinal) {
        return start + (long) (ordinal / rate * 1e9);
    }
}
