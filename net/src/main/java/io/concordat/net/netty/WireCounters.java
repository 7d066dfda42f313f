package io.concordat.net.netty;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the wire refused or lost, since the start. Thread-safe; each field only rises. */
public final class WireCounters {
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    final LongAdder malformed = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder helloTimeouts = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder droppedFrames = new LongAdder();
    final LongAdder slowReaders = new LongAdder();
    final LongAdder slowSenders = new LongAdder();

    /** Whether a refusal may be logged now: strangers must not be able to fill the disk with log lines. */
    boolean mayLog() {
        long now = System.nanoTime();
        long last = lastLogged.get();
        return now - last >= QUIET_NANOS && lastLogged.compareAndSet(last, now);
    }

    /** Connections closed for bytes that no honest speaker sends. */
    public long malformed() {
        return malformed.sum();
    }

    /** Hellos answered with REJECT. */
    public long refused() {
        return refused.sum();
    }

    /** Connections closed because their hello did not come in time. */
    public long helloTimeouts() {
        return helloTimeouts.sum();
    }

    /** Half-open connections closed to make room for newer ones. */
    public long evicted() {
        return evicted.sum();
    }

    /** Frames to peers dropped for want of a connection or of room in its outbound queue. */
    public long droppedFrames() {
        return droppedFrames.sum();
    }

    /** Clients cut off because they did not read what they had asked for. */
    public long slowReaders() {
        return slowReaders.sum();
    }

    /** Clients cut off because a frame they had begun did not end. */
    public long slowSenders() {
        return slowSenders.sum();
    }
}
