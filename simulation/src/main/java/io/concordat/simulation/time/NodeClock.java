package io.concordat.simulation.time;

import io.concordat.runtime.Clock;

/**
 * A machine's two clocks: a monotonic one with a rate of its own, and a wall clock that can be set. Outlives
 * processes.
 */
public final class NodeClock implements Clock {
    private static final long MILLION = 1_000_000;
    private static final long EPOCH_MILLIS = 1_760_000_000_000L;

    private final VirtualTime time;
    private long driftPpm;
    private long anchorVirtual;
    private long anchorLocal;
    private long wallOffsetMillis;

    /** {@code origin} is what the monotonic clock shows now; arbitrary, and different on every machine. */
    public NodeClock(VirtualTime time, long origin) {
        this.time = time;
        this.anchorVirtual = time.now();
        this.anchorLocal = origin;
    }

    @Override
    public long monotonicNanos() {
        long passed = time.now() - anchorVirtual;
        return anchorLocal + passed + Math.floorDiv(passed * driftPpm, MILLION);
    }

    @Override
    public long wallMillis() {
        return EPOCH_MILLIS + time.now() / MILLION + wallOffsetMillis;
    }

    /** The monotonic clock runs {@code ppm} parts per million fast from now on. */
    public void drift(long ppm) {
        long local = monotonicNanos();
        anchorVirtual = time.now();
        anchorLocal = local;
        driftPpm = ppm;
    }

    /** The wall clock is set; nothing else notices. */
    public void jumpWall(long millis) {
        wallOffsetMillis += millis;
    }

    /** Virtual nanoseconds until this clock has advanced by {@code localNanos}, never fewer. */
    long virtualDelay(long localNanos) {
        if (driftPpm == 0) {
            return localNanos;
        }
        return localNanos - Math.floorDiv(localNanos * driftPpm, MILLION + driftPpm) + 1;
    }
}
