package io.concordat.record.conformance;

import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A loop that runs only while its owner drives it, on a clock that only its owner moves. */
public final class DrivenLoop implements Loop, Clock {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private volatile long now = 1;

    private record Alarm(long at, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Alarm alarm = new Alarm(now + delayNanos, task);
        synchronized (alarms) {
            alarms.add(alarm);
        }
        return () -> {
            synchronized (alarms) {
                alarms.remove(alarm);
            }
        };
    }

    @Override
    public long monotonicNanos() {
        return now;
    }

    @Override
    public long wallMillis() {
        return 0;
    }

    /** Runs what waits, and what that hands over, until nothing waits. */
    public void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Runs tasks, waiting for other threads to hand some over, until {@code reached}. */
    public void runUntil(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            try {
                Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (task == null) {
                    throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s");
                }
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** Moves the clock and runs what is due, in order. */
    public void advance(long nanos) {
        now += nanos;
        List<Alarm> due;
        synchronized (alarms) {
            due = alarms.stream()
                    .filter(a -> a.at <= now)
                    .sorted(Comparator.comparingLong(Alarm::at))
                    .toList();
            alarms.removeAll(due);
        }
        due.forEach(a -> a.task.run());
        runAll();
    }
}
