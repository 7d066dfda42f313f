package io.concordat.record;

import io.concordat.runtime.Loop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a completion back to the loop that waits for it: at once when the disk completes before its call returns,
 * which saves a hand-over per write, else as a task. Only the first call counts.
 */
final class OnLoop implements Completion {
    private final Loop loop;
    private final Consumer<@Nullable String> then;
    private final Thread caller = Thread.currentThread();
    private final AtomicBoolean finished = new AtomicBoolean();

    // Touched by the caller's thread only, within the disk's call.
    private boolean inside = true;
    private boolean early;
    private @Nullable String earlyReason;

    /** @param then hears null for done, else the reason of the failure; on the loop, never within the disk's call */
    OnLoop(Loop loop, Consumer<@Nullable String> then) {
        this.loop = loop;
        this.then = then;
    }

    @Override
    public void done() {
        finish(null);
    }

    @Override
    public void failed(String reason) {
        finish(reason);
    }

    /** The disk's call has returned. */
    void returned() {
        inside = false;
        if (early) {
            then.accept(earlyReason);
        }
    }

    private void finish(@Nullable String reason) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        if (Thread.currentThread() == caller && inside) {
            early = true;
            earlyReason = reason;
        } else {
            loop.execute(() -> then.accept(reason));
        }
    }
}
