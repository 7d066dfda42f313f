package io.concordat.cli.bench;

import io.concordat.services.counter.CounterResult;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What became of the operations. Thread-safe. */
final class Meter {
    private static final long LONGEST_MICROS = 600_000_000L;
    private static final int MOST_REASONS = 16;

    private final Histogram latency = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final LongAdder busy = new LongAdder();
    private final ConcurrentMap<String, LongAdder> reasons = new ConcurrentHashMap<>();
    private final AtomicLong lastCompletion = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();
    private volatile boolean measuring;

    void begin() {
        lastCompletion.set(System.nanoTime());
        measuring = true;
    }

    void end() {
        gapUntil(System.nanoTime());
        measuring = false;
    }

    /** {@code due}: when the operation began, or in an open loop when it should have. */
    void answered(CounterResult result, long due) {
        if (result instanceof CounterResult.Unknown lost) {
            unknown.incrementAndGet();
            reason(lost.message());
            return;
        }
        if (result instanceof CounterResult.Refused refused) {
            failed.incrementAndGet();
            reason(refused.code() + ": " + refused.message());
            return;
        }
        acknowledged.incrementAndGet();
        if (measuring) {
            long now = System.nanoTime();
            completed.incrementAndGet();
            latency.recordValue(Math.min(LONGEST_MICROS, Math.max(0, (now - due) / 1_000)));
            gapUntil(now);
        }
    }

    /** {@code more} operations were refused for want of room, or found none here. */
    void busy(long more) {
        if (measuring && more > 0) {
            busy.add(more);
        }
    }

    private void reason(String why) {
        if (reasons.size() < MOST_REASONS || reasons.containsKey(why)) {
            reasons.computeIfAbsent(why, w -> new LongAdder()).increment();
        }
    }

    /** Why operations failed or are unknown, and how many each; the first few reasons. */
    SortedMap<String, Long> reasons() {
        SortedMap<String, Long> counted = new TreeMap<>();
        reasons.forEach((why, times) -> counted.put(why, times.sum()));
        return counted;
    }

    private void gapUntil(long now) {
        long gap = now - lastCompletion.getAndAccumulate(now, Math::max);
        longestGap.accumulateAndGet(gap, Math::max);
    }

    Histogram latency() {
        return latency;
    }

    long completed() {
        return completed.get();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long failed() {
        return failed.get();
    }

    long unknown() {
        return unknown.get();
    }

    long busy() {
        return busy.sum();
    }

    long longestGapMillis() {
        return longestGap.get() / 1_000_000;
    }
}
