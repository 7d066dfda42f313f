package io.concordat.replica;

import io.concordat.runtime.Loop;
import io.concordat.runtime.MpscQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a replica has to do next. However much is posted while it works, the loop is woken once, and {@code
 * afterwards} runs once behind all of it: that is where batches and read rounds grow.
 */
final class Mailbox {
    /** Then timers and other work of the loop get their turn. */
    private static final int TURN = 1_024;

    private final Loop loop;
    private final Runnable afterwards;
    private final MpscQueue<Runnable> inputs = new MpscQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    Mailbox(Loop loop, Runnable afterwards) {
        this.loop = loop;
        this.afterwards = afterwards;
    }

    /** Any thread. Inputs must not throw. */
    void post(Runnable input) {
        inputs.offer(input);
        if (!woken.get() && woken.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    /** As {@link #post}, by a thread that holds no lock: it does the work itself when the loop is idle. */
    void postHere(Runnable input) {
        inputs.offer(input);
        if (!woken.get() && woken.compareAndSet(false, true)) {
            loop.executeHereWhenIdle(this::drain);
        }
    }

    private void drain() {
        for (int i = 0; i < TURN; i++) {
            Runnable input = inputs.poll();
            if (input == null) {
                break;
            }
            input.run();
        }
        afterwards.run();
        woken.set(false);
        // Whoever posted before the flag fell saw it standing and did not wake us.
        if (inputs.peek() != null && woken.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }
}
