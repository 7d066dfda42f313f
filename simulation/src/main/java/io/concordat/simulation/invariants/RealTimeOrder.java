package io.concordat.simulation.invariants;

import java.util.function.Supplier;

/**
 * The committed order is the witness of linearizability (Herlihy and Wing 1990): an operation's place in it must
 * come after
 * the place of every operation that had been answered before it was asked.
 *
 * <p>A place is a batch index and a position in it; a read stands after all commands of the batch it saw.
 */
public final class RealTimeOrder {
    private static final int POSITION_BITS = 20;

    private final Checks checks;
    private long answered;

    public RealTimeOrder(Checks checks) {
        this.checks = checks;
    }

    public static long commandPlace(long index, int position) {
        return (index << POSITION_BITS) + position;
    }

    public static long readPlace(long index) {
        return ((index + 1) << POSITION_BITS) - 1;
    }

    /** An operation is asked now; keep the result for {@link #commandAnswered} or {@link #readAnswered}. */
    public long asked() {
        return answered;
    }

    public void commandAnswered(Supplier<String> what, long asked, long place) {
        checks.counted();
        if (place <= asked) {
            stale(what, asked, place);
        }
        answered = Math.max(answered, place);
    }

    public void readAnswered(Supplier<String> what, long asked, long index) {
        checks.counted();
        long place = readPlace(index);
        if (place < asked) {
            stale(what, asked, place);
        }
        answered = Math.max(answered, place);
    }

    private void stale(Supplier<String> what, long asked, long place) {
        checks.violated(
                "real-time-order",
                what.get() + " took place at " + text(place) + ", but an operation at " + text(asked)
                        + " had been answered before it was asked");
    }

    private static String text(long place) {
        return (place >>> POSITION_BITS) + "/" + (place & ((1L << POSITION_BITS) - 1));
    }
}
