package io.concordat.cli.bench;

import io.concordat.services.counter.CounterResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Keeps operations under way: a fixed number (closed loop), or as they fall due (open loop). */
final class Driver {
    private static final long REFUSAL_PAUSE_MILLIS = 20;
    private static final long TICK_NANOS = 200_000;

    private final BenchPlan plan;
    private final Load load;
    private final Meter meter;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    /** Open loop only: when the operations fell due for which there is no room yet. */
    private final ArrayDeque<Long> due = new ArrayDeque<>();

    private int nextSlot;

    Driver(BenchPlan plan, Load load, Meter meter) {
        this.plan = plan;
        this.load = load;
        this.meter = meter;
    }

    /** Returns at once; operations go on until {@link #stop}. */
    void start() {
        if (plan.rate() > 0) {
            Thread pacer = new Thread(this::pace, "bench-pacer");
            pacer.setDaemon(true);
            pacer.start();
            return;
        }
        underWay.set(plan.outstanding());
        for (int slot = 0; slot < plan.outstanding(); slot++) {
            closedLoop(slot);
        }
    }

    private void closedLoop(int slot) {
        if (stopping.get()) {
            left();
            return;
        }
        attempt(slot, System.nanoTime(), () -> closedLoop(slot));
    }

    /** Tries one operation until something definite became of it. */
    private void attempt(int slot, long began, Runnable then) {
        load.next(slot).whenComplete((result, broken) -> {
            if (result instanceof CounterResult.Refused refused && Load.transientRefusal(refused) && !stopping.get()) {
                // Certainly not executed: another attempt is not a duplicate.
                CompletableFuture.delayedExecutor(REFUSAL_PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> attempt(slot, began, then));
                return;
            }
            meter.answered(broken == null ? result : new CounterResult.Unknown(broken.toString()), began);
            then.run();
        });
    }

    private void pace() {
        long start = System.nanoTime();
        long issued = 0;
        while (!stopping.get()) {
            long now = System.nanoTime();
            long shouldHave = (long) ((now - start) / 1e9 * plan.rate());
            synchronized (due) {
                for (; issued < shouldHave; issued++) {
                    due.add(start + (long) (issued / plan.rate() * 1e9));
                }
            }
            fill();
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private void fill() {
        while (true) {
            long at;
            int slot;
            synchronized (due) {
                if (due.isEmpty() || underWay.get() >= plan.outstanding() || stopping.get()) {
                    return;
                }
                at = due.remove();
                slot = nextSlot++ & Integer.MAX_VALUE;
                underWay.incrementAndGet();
            }
            attempt(slot, at, () -> {
                left();
                fill();
            });
        }
    }

    private void left() {
        if (underWay.decrementAndGet() == 0 && stopping.get()) {
            drained.complete(null);
        }
    }

    /** Begins nothing new. Completes when every operation has its outcome. */
    CompletableFuture<Void> stop() {
        stopping.set(true);
        if (underWay.get() == 0) {
            drained.complete(null);
        }
        return drained;
    }

    static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
