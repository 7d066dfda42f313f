package io.concordat.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime of production: a thread per loop, a small pool for signatures, the machine's clock. Thread-safe. */
public final class ThreadRuntime implements HostRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadRuntime.class);

    private final String name;
    private final Clock clock = new SystemClock();
    private final RandomSource random = SeededRandom.fromEntropy();
    private final Consumer<Throwable> failures;
    private final List<ThreadLoop> loops = new ArrayList<>();
    private final ExecutorService pool;

    /** {@code name} opens every thread's name, so that nodes sharing a JVM can be told apart. */
    public ThreadRuntime(String name) {
        this(name, e -> LOG.error("{}: a task failed", name, e));
    }

    /** {@code failures} hears what tasks throw, on the thread that ran them. */
    public ThreadRuntime(String name, Consumer<Throwable> failures) {
        this.name = name;
        this.failures = failures;
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-pool-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomSource random() {
        return random;
    }

    @Override
    public Loop newLoop(String loopName) {
        return newLoop(loopName, false);
    }

    @Override
    public Loop newLastingLoop(String loopName) {
        return newLoop(loopName, true);
    }

    private Loop newLoop(String loopName, boolean lasting) {
        ThreadLoop loop = new ThreadLoop(name + "-" + loopName, clock, failures, lasting);
        synchronized (loops) {
            loops.add(loop);
        }
        return loop;
    }

    @Override
    public Executor pool() {
        return this::runInPool;
    }

    private void runInPool(Runnable task) {
        pool.execute(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failures.accept(e);
            }
        });
    }

    /** Lets loops and pool finish what they were given, then ends their threads. Idempotent. */
    @Override
    public void close() {
        List<ThreadLoop> open;
        synchronized (loops) {
            open = List.copyOf(loops);
            loops.clear();
        }
        open.forEach(ThreadLoop::close);
        pool.shutdown();
    }

    private static final class SystemClock implements Clock {
        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    }
}
