package io.concordat.replica;

import io.concordat.net.PeerReceiver.Flow;
import io.concordat.runtime.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Checks what one sender sends, in order and once: on the I/O thread while frames come singly, in the pool when they
 * come in a burst. Bounded in bytes from arrival until the loop has taken them; over the bound the sender's socket
 * is not read.
 */
final class VerificationLane {
    /** Frames closer together than this were lying in the socket already: a backlog. */
    private static final long BURST_NANOS = 50_000;

    private final Strand strand;
    private final Clock clock;
    private final long boundBytes;
    private final AtomicLong queued = new AtomicLong();
    private volatile long lastEndNanos;
    private @Nullable Flow paused; // under this

    VerificationLane(Executor pool, Clock clock, long boundBytes) {
        this.strand = new Strand(pool);
        this.clock = clock;
        this.boundBytes = boundBytes;
        this.lastEndNanos = clock.monotonicNanos() - 2 * BURST_NANOS;
    }

    /** On the sender's I/O thread. {@code check} must see to it that {@link #settled} is called for these bytes. */
    void submit(int bytes, Flow flow, Runnable check) {
        if (queued.addAndGet(bytes) > boundBytes) {
            pause(flow);
        }
        if (clock.monotonicNanos() - lastEndNanos > BURST_NANOS) {
            strand.executeHereWhenIdle(() -> timed(check));
        } else {
            strand.execute(() -> timed(check));
        }
    }

    /** Runs {@code task} when everything submitted so far is checked. */
    void after(Runnable task) {
        strand.execute(task);
    }

    /** The loop has taken {@code bytes}, or they were dropped. Any thread. */
    void settled(int bytes) {
        long left = queued.addAndGet(-bytes);
        if (left <= boundBytes / 2 && left + bytes > boundBytes / 2) {
            resume();
        }
    }

    private void timed(Runnable check) {
        try {
            check.run();
        } finally {
            lastEndNanos = clock.monotonicNanos();
        }
    }

    private synchronized void pause(Flow flow) {
        // What was settled meanwhile may have left nothing that would ever resume it.
        if (queued.get() > boundBytes / 2) {
            paused = flow;
            flow.pause();
        }
    }

    private synchronized void resume() {
        Flow flow = paused;
        if (flow != null && queued.get() <= boundBytes / 2) {
            paused = null;
            flow.resume();
        }
    }
}
