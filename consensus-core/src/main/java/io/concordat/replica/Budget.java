package io.concordat.replica;

import java.util.concurrent.atomic.AtomicLong;

/** A bound that is asked before anything is taken. Thread-safe. */
final class Budget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    Budget(long most) {
        this.most = most;
    }

    /** Takes {@code amount}, or nothing and returns false. */
    boolean take(long amount) {
        if (taken.addAndGet(amount) > most) {
            taken.addAndGet(-amount);
            return false;
        }
        return true;
    }

    void giveBack(long amount) {
        taken.addAndGet(-amount);
    }

    long taken() {
        return taken.get();
    }
}
