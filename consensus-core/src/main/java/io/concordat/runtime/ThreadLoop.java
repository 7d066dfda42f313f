package io.concordat.runtime;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop on a thread of its own. Handing over costs one queue node, and a wake-up only while the thread really sleeps;
 * a caller who finds it idle may run its task at once, and the loop is then its own for that long.
 *
 * <p>A task that throws does not end the loop: the failure goes to the handler, and the owner of the task decides.
 */
public final class ThreadLoop implements Loop {
    private final MpscQueue<Runnable> tasks = new MpscQueue<>();
    private final PriorityQueue<Pending> timers = new PriorityQueue<>();
    private final Clock clock;
    private final Consumer<Throwable> failures;
    private final Thread thread;
    private final boolean lasting;
    private long timerOrder;
    /** Held by whoever runs tasks: the thread, or a caller who found it idle. It guards all that is confined. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile boolean waiting;
    private volatile boolean asleep;
    private volatile boolean closing;
    /** The thread is about to end or has ended, and who hands over a task runs it. */
    private volatile boolean outlived;

    /** @param lasting what comes after the end is run by whoever hands it over, instead of being dropped */
    ThreadLoop(String name, Clock clock, Consumer<Throwable> failures, boolean lasting) {
        this.lasting = lasting;
        this.clock = clock;
        this.failures = failures;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.offer(task);
        if (outlived) {
            runLateTasks();
        } else if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void executeHereWhenIdle(Runnable task) {
        if (!busy.compareAndSet(false, true)) {
            execute(task);
            return;
        }
        // Strictly empty: behind somebody's half-done offer the caller's own earlier tasks may be waiting. What a
        // closing loop still runs, it runs as late tasks do: somebody may have left his to us just now.
        boolean first = !closing && tasks.isEmpty();
        if (first) {
            guarded(task);
        }
        // What was handed over meanwhile: the thread was woken for it, and waits for us if it is awake already.
        release();
        if (!first) {
            execute(task);
        }
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Pending timer = new Pending(clock.monotonicNanos() + Math.max(0, delayNanos), task);
        if (Thread.currentThread() == thread) {
            add(timer);
        } else {
            execute(() -> add(timer));
        }
        return timer;
    }

    /** Runs what was handed over already, drops timers, then ends. Returns when the thread has ended. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            acquire();
            boolean ending = closing; // read once: a lasting loop ends here or not at all in this round
            if (ending && lasting) {
                // The flag is set before the last look, so that an offer either is seen here or sees the flag.
                outlived = true;
                release();
                runLateTasks();
                return;
            }
            boolean ran = runTimers();
            ran |= runTasks();
            if (!ran && ending) {
                return; // still busy: nobody runs anything here any more
            }
            release();
            if (!ran) {
                sleep();
            }
        }
    }

    private void acquire() {
        if (busy.compareAndSet(false, true)) {
            return;
        }
        // The flag is set before the next look, so that the caller who is running either is seen gone or sees us.
        waiting = true;
        while (!busy.compareAndSet(false, true)) {
            LockSupport.park(this);
        }
        waiting = false;
    }

    private void release() {
        busy.set(false);
        if (waiting) {
            LockSupport.unpark(thread);
        }
    }

    private boolean runTasks() {
        // Bounded, so that a flood of tasks cannot starve the timers.
        int ran = 0;
        Runnable task;
        while (ran < 256 && (task = tasks.poll()) != null) {
            guarded(task);
            ran++;
        }
        return ran > 0;
    }

    /** One at a time still; who finds somebody at it leaves the task to him. */
    private void runLateTasks() {
        while (!tasks.isEmpty() && busy.compareAndSet(false, true)) {
            try {
                runTasks();
            } finally {
                busy.set(false);
            }
        }
    }

    private boolean runTimers() {
        if (closing) {
            return false;
        }
        boolean ran = false;
        Pending due;
        while ((due = timers.peek()) != null && (due.task == null || due.dueNanos - clock.monotonicNanos() <= 0)) {
            timers.poll();
            Runnable task = due.task;
            if (task != null) {
                due.task = null;
                guarded(task);
                ran = true;
            }
        }
        return ran;
    }

    private void sleep() {
        asleep = true;
        try {
            // The flag is set before the last look, so that an offer either is seen here or wakes us.
            acquire();
            boolean work = tasks.peek() != null || closing;
            Pending next = timers.peek();
            release();
            if (work) {
                return;
            }
            if (next == null) {
                LockSupport.park(this);
            } else {
                long delay = next.dueNanos - clock.monotonicNanos();
                if (delay > 0) {
                    LockSupport.parkNanos(this, delay);
                }
            }
        } finally {
            asleep = false;
        }
    }

    private void add(Pending timer) {
        timer.order = timerOrder++;
        timers.add(timer);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failures.accept(e);
        }
    }

    /** A cancelled timer stays queued until it is due, but lets go of its task. */
    private static final class Pending implements Timer, Comparable<Pending> {
        private final long dueNanos;
        private volatile @Nullable Runnable task;
        private long order;

        private Pending(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Pending other) {
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
