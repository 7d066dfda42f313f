package io.concordat.replica;

import io.concordat.runtime.Clock;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Loop;
import io.concordat.runtime.RandomSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the tasks another runtime is handed: how many there were tells what a path costs, and when none is left
 * whatever was set off has run its course.
 */
final class CountingRuntime implements HostRuntime {
    private final HostRuntime inner;
    private final AtomicInteger handOffs = new AtomicInteger();
    private int unfinished;

    CountingRuntime(HostRuntime inner) {
        this.inner = inner;
    }

    int handOffs() {
        return handOffs.get();
    }

    /** Returns at a moment at which no task was waiting or running; timers do not count until they fire. */
    synchronized void awaitQuiet() {
        long deadline = System.nanoTime() + 20_000_000_000L;
        try {
            while (unfinished > 0) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(unfinished + " tasks did not finish within 20 s");
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Runnable counted(Runnable task) {
        synchronized (this) {
            unfinished++;
        }
        return () -> {
            try {
                task.run();
            } finally {
                synchronized (this) {
                    unfinished--;
                    notifyAll();
                }
            }
        };
    }

    @Override
    public Clock clock() {
        return inner.clock();
    }

    @Override
    public RandomSource random() {
        return inner.random();
    }

    @Override
    public Loop newLoop(String name) {
        Loop loop = inner.newLoop(name);
        return new Loop() {
            @Override
            public void execute(Runnable task) {
                handOffs.incrementAndGet();
                loop.execute(counted(task));
            }

            @Override
            public Timer schedule(long delayNanos, Runnable task) {
                return loop.schedule(delayNanos, task);
            }
        };
    }

    @Override
    public Executor pool() {
        return task -> {
            handOffs.incrementAndGet();
            inner.pool().execute(counted(task));
        };
    }

    @Override
    public void close() {
        inner.close();
    }
}
