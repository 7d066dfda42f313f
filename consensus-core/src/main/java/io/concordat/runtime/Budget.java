package io.concordat.runtime;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A bound that is asked before anything is taken, and the account of what was. Thread-safe; nothing here blocks.
 *
 * <p>It is shared out among its parts without counting them: a part may take more only while its own holdings and those
 * of everything it is a part of stay within the bound <em>together</em> (dynamic thresholds, Choudhury and Hahne 1998).
 * Of n greedy parts each gets 1/(n+1), and half a share is left for whoever holds nothing yet.
 */
public final class Budget {
    private final @Nullable Budget whole;
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /** {@code most}: bytes, or whatever is counted. */
    public Budget(long most) {
        this(null, most);
    }

    private Budget(@Nullable Budget whole, long most) {
        this.whole = whole;
        this.most = most;
    }

    /** A part of this one; what it takes counts in both. */
    public Budget part() {
        return new Budget(this, most);
    }

    /** Takes {@code amount}, or nothing and returns false. */
    public boolean take(long amount) {
        long held = 0;
        for (Budget level = this; level != null; level = level.whole) {
            held += level.taken.addAndGet(amount);
        }
        if (held > most) {
            giveBack(amount);
            return false;
        }
        return true;
    }

    /** Counts what is in memory already, asked or not; {@link #left} may become negative. */
    public void add(long amount) {
        for (Budget level = this; level != null; level = level.whole) {
            level.taken.addAndGet(amount);
        }
    }

    public void giveBack(long amount) {
        for (Budget level = this; level != null; level = level.whole) {
            level.taken.addAndGet(-amount);
        }
    }

    /** What its own holdings and those of all it is a part of leave of the bound; negative when they exceed it. */
    public long left() {
        long held = 0;
        for (Budget level = this; level != null; level = level.whole) {
            held += level.taken.get();
        }
        return most - held;
    }

    public long taken() {
        return taken.get();
    }
}
