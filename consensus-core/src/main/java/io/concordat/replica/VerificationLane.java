package io.concordat.replica;

import io.concordat.net.PeerReceiver.Flow;
import io.concordat.runtime.Budget;
import io.concordat.runtime.Clock;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Checks what one sender sends, in order and once: on the I/O thread while frames come singly, in the pool when they
 * come in a burst. Bounded in bytes from arrival until the loop has taken them; over the bound, its own or its part of
 * a common one, the sender's socket is not read.
 */
final class VerificationLane {
    /** Frames closer together than this were lying in the socket already: a backlog. */
    private static final long BURST_NANOS = 50_000;

    private final Strand strand;
    private final Clock clock;
    private final Budget held;
    private final long boundBytes;
    private volatile long lastEndNanos;
    private volatile @Nullable Flow paused;

    /** {@code boundBytes}: what it may hold even while {@code held} leaves more. */
    VerificationLane(Executor pool, Clock clock, Budget held, long boundBytes) {
        this.strand = new Strand(pool);
        this.clock = clock;
        this.held = held;
        this.boundBytes = boundBytes;
        this.lastEndNanos = clock.monotonicNanos() - 2 * BURST_NANOS;
    }

    /** On the sender's I/O thread. {@code check} must see to it that {@link #settled} is called for these bytes. */
    void submit(int bytes, Flow flow, Runnable check) {
        held.add(bytes);
        if (held.taken() > boundBytes || held.left() < 0) {
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
        held.giveBack(bytes);
        if (paused != null && mayGoOn()) {
            resume();
        }
    }

    /** With nothing of its own waiting nothing else would ever resume it, however much others hold. */
    private boolean mayGoOn() {
        long own = held.taken();
        return own == 0 || (own <= boundBytes / 2 && held.left() >= 0);
    }

    private void timed(Runnable check) {
        try {
            check.run();
        } finally {
            lastEndNanos = clock.monotonicNanos();
        }
    }

    private void pause(Flow flow) {
        synchronized (this) {
            paused = flow;
            flow.pause();
        }
        // What was settled before it was marked as paused has not looked for that mark.
        if (mayGoOn()) {
            resume();
        }
    }

    private synchronized void resume() {
        Flow flow = paused;
        if (flow != null) {
            paused = null;
            flow.resume();
        }
    }
}
