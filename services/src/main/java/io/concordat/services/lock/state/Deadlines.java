package io.concordat.services.lock.state;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What ends by itself, by (deadline, id). What never does is not in it. */
final class Deadlines {
    private final TreeSet<Timed> byDeadline = new TreeSet<>();

    void set(Timed timed, long deadline) {
        cancel(timed);
        timed.deadline = deadline;
        if (deadline != Long.MAX_VALUE) {
            byDeadline.add(timed);
        }
    }

    void cancel(Timed timed) {
        if (timed.deadline != Long.MAX_VALUE) {
            byDeadline.remove(timed);
            timed.deadline = Long.MAX_VALUE;
        }
    }

    long first() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadline;
    }

    /** Takes out the first if it is due at {@code deadline}. */
    @Nullable
    Timed poll(long deadline) {
        if (byDeadline.isEmpty() || byDeadline.first().deadline > deadline) {
            return null;
        }
        Timed due = byDeadline.pollFirst();
        due.deadline = Long.MAX_VALUE;
        return due;
    }
}
