package io.concordat.client;

import io.concordat.runtime.Clock;
import io.concordat.runtime.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One timer for many deadlines: it fires no later than the earliest asked for, and then forgets them all. Setting it
 * costs nothing while an earlier one stands, which is the usual case. Confined to its loop.
 */
final class WakeUp {
    private final Loop loop;
    private final Clock clock;
    private final Runnable task;
    private long at = Long.MAX_VALUE;
    private Loop.@Nullable Timer timer;

    WakeUp(Loop loop, Clock clock, Runnable task) {
        this.loop = loop;
        this.clock = clock;
        this.task = task;
    }

    void by(long moment) {
        if (moment >= at) {
            return;
        }
        cancel();
        at = moment;
        timer = loop.schedule(Math.max(0, moment - clock.monotonicNanos()), this::fire);
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        at = Long.MAX_VALUE;
    }

    private void fire() {
        timer = null;
        at = Long.MAX_VALUE;
        task.run();
    }
}
