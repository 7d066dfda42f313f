package io.concordat.cli.bench;

import io.concordat.error.ErrorCode;
import io.concordat.services.counter.CounterResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Keeps operations under way: a fixed number (closed loop), or as they fall due (open loop). */
final class Driver {
    private static final long REFUSAL_PAUSE_MILLIS = 20;
    private static final long TICK_NANOS = 200_000;
    private static final long NONE = Long.MIN_VALUE;

    private final BenchPlan plan;
    private final Load load;
    private final Meter meter;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final AtomicInteger fillings = new AtomicInteger();
    private final AtomicInteger nextSlot = new AtomicInteger();

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

    /**
     * Tries one operation until something definite became of it; in an open loop BUSY is definite, because the next
     * ones fall due whether or not this one is tried again.
     */
    private void attempt(int slot, long began, Runnable then) {
        load.next(slot).whenComplete((result, broken) -> {
            if (result instanceof CounterResult.Refused refused && Load.transientRefusal(refused) && !stopping.get()) {
                boolean busy = refused.code().equals(ErrorCode.BUSY.name());
                if (busy) {
                    meter.busy(1);
                }
                if (!busy || plan.rate() == 0) {
                    // Certainly not executed: another attempt is not a duplicate.
                    CompletableFuture.delayedExecutor(REFUSAL_PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                            .execute(() -> attempt(slot, began, then));
                    return;
                }
            } else {
                meter.answered(broken == null ? result : new CounterResult.Unknown(broken.toString()), began);
            }
            then.run();
        });
    }

    private void pace() {
        Schedule schedule = new Schedule(
                plan.rate(), System.nanoTime(), plan.patienceForRoom().toNanos());
        while (!stopping.get()) {
            meter.busy(schedule.giveUp(System.nanoTime()));
            fill(schedule);
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    /** By one thread at a time: an operation refused on the spot asks for the next one, and must not call it. */
    private void fill(Schedule schedule) {
        int asked = fillings.getAndIncrement() == 0 ? 1 : 0;
        while (asked != 0) {
            beginWhatIsDue(schedule);
            asked = fillings.addAndGet(-asked);
        }
    }

    private void beginWhatIsDue(Schedule schedule) {
        while (!stopping.get() && schedule.waiting(System.nanoTime())) {
            if (underWay.incrementAndGet() > plan.outstanding()) {
                left();
                return;
            }
            long due = schedule.begin(System.nanoTime(), NONE);
            if (due == NONE) {
                left();
                return;
            }
            attempt(nextSlot.getAndIncrement() & Integer.MAX_VALUE, due, () -> {
                left();
                fill(schedule);
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
