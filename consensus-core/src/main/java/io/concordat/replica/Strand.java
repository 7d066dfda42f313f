package io.concordat.replica;

import io.concordat.runtime.MpscQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tasks in the pool, one at a time and in order. Many strands share the pool's threads. Thread-safe. */
final class Strand {
    /** Then the pool's thread goes on to other strands. */
    private static final int TURN = 64;

    private static final int FEW = 4;

    private final Executor first;
    private final Executor pool;
    private final MpscQueue<Runnable> tasks = new MpscQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();

    Strand(Executor pool) {
        this(pool, pool);
    }

    /** Works in {@code first}, and goes on in {@code pool} when more than {@link #FEW} tasks wait there: a backlog. */
    Strand(Executor first, Executor pool) {
        this.first = first;
        this.pool = pool;
    }

    void execute(Runnable task) {
        tasks.offer(task);
        if (unfinished.getAndIncrement() == 0) {
            first.execute(() -> turn(FEW));
        }
    }

    /** Runs {@code task} on the caller's thread when nothing is before it: an idle path saves a hand-over. */
    void executeHereWhenIdle(Runnable task) {
        if (!unfinished.compareAndSet(0, 1)) {
            execute(task);
            return;
        }
        try {
            task.run();
        } finally {
            if (unfinished.decrementAndGet() != 0) {
                pool.execute(this::turn);
            }
        }
    }

    private void turn() {
        turn(TURN);
    }

    private void turn(int most) {
        boolean more = true;
        boolean whole = false;
        try {
            for (int i = 0; i < most && more; i++) {
                whole = false;
                next().run();
                whole = true;
                more = unfinished.decrementAndGet() != 0;
            }
        } finally {
            if (!whole) {
                // A task that throws is the pool's to report, and must not hold up those behind it.
                more = unfinished.decrementAndGet() != 0;
            }
            if (more) {
                pool.execute(this::turn);
            }
        }
    }

    private Runnable next() {
        @Nullable Runnable task = tasks.poll();
        while (task == null) {
            // Counted but not linked yet: its producer is between two instructions.
            Thread.onSpinWait();
            task = tasks.poll();
        }
        return task;
    }
}
