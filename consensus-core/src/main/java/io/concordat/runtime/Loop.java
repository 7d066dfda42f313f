package io.concordat.runtime;

import java.util.concurrent.Executor;

/**
 * One thread's worth of work: tasks run one at a time, in the order they were handed over. In production a thread, in
 * the simulator a place in the virtual schedule. Whatever is confined to a loop needs no lock.
 */
public interface Loop extends Executor {
    /** Hands over {@code task}; callable from any thread, never blocks and never runs it inline. */
    @Override
    void execute(Runnable task);

    /**
     * As {@link #execute}, but runs {@code task} on the caller's thread when the loop has nothing to do: at low load a
     * wake-up costs more than most tasks. For callers that hold no lock and may spend the time. Still one task at a
     * time and in order; a loop that cannot do this hands over.
     */
    default void executeHereWhenIdle(Runnable task) {
        execute(task);
    }

    /** Runs {@code task} once, at least {@code delayNanos} later. Callable from any thread. */
    Timer schedule(long delayNanos, Runnable task);

    /** A scheduled task that may still be cancelled. */
    interface Timer {
        /** Prevents a task that has not begun; no effect afterwards. */
        void cancel();
    }
}
