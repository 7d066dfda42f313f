package io.concordat.jepsen.history;

/**
 * When an operation was open: positions in the order of events, which decide, and nanoseconds for drawing (-1 unknown).
 */
public record Interval(int called, int returned, long calledNanos, long returnedNanos) {
    /** The return of an operation that has none. */
    public static final int NEVER = Integer.MAX_VALUE;

    public Interval {
        if (called >= returned) {
            throw new IllegalArgumentException("returned at " + returned + " before the call at " + called);
        }
    }

    public static Interval of(int called, int returned) {
        return new Interval(called, returned, -1, -1);
    }
}
