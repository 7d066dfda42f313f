package io.concordat.client;

import io.concordat.runtime.Clock;
import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.Loop;
import io.concordat.runtime.RandomSource;
import io.concordat.runtime.SeededRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** All loops of a client in one queue of virtual time: nothing runs but what a test lets run. */
final class VirtualRuntime implements HostRuntime {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final RandomSource random;
    private long now = 1_000_000;
    private long order;

    private record Task(long at, long order, Runnable work) {}

    VirtualRuntime(long seed) {
        random = new SeededRandom(seed);
    }

    /** Lets {@code time} pass and everything happen that falls due. */
    void run(Duration time) {
        long end = now + time.toNanos();
        for (Task next = tasks.peek(); next != null && next.at() <= end; next = tasks.peek()) {
            tasks.remove();
            now = Math.max(now, next.at());
            next.work().run();
        }
        now = end;
    }

    void later(long nanos, Runnable work) {
        tasks.add(new Task(now + nanos, order++, work));
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long monotonicNanos() {
                return now;
            }

            @Override
            public long wallMillis() {
                return 0;
            }
        };
    }

    @Override
    public RandomSource random() {
        return random;
    }

    @Override
    public Loop newLoop(String name) {
        return new Loop() {
            @Override
            public void execute(Runnable task) {
                later(0, task);
            }

            @Override
            public Timer schedule(long delayNanos, Runnable work) {
                Task task = new Task(now + delayNanos, order++, work);
                tasks.add(task);
                return () -> tasks.remove(task);
            }
        };
    }

    @Override
    public Executor pool() {
        return task -> later(0, task);
    }

    @Override
    public void close() {
        tasks.clear();
    }
}
