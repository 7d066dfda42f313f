package io.concordat.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers what became of their commands: one task per reply frame, and what its callbacks submit meanwhile is
 * held back and becomes one bundle. Confined to the loop but for {@link #isHere}.
 */
final class Delivery {
    /** How long callbacks may keep back what they submit; for one that blocks, whenever it submits. */
    private static final long GATHER_NANOS = 2_000_000;

    private final ClusterClient client;
    private final Submissions submissions;
    private final Pump pump;
    private final AtomicInteger underWay = new AtomicInteger();
    /** Whoever delivers now takes along at the end what its callbacks have submitted: it need not wake the loop. */
    private volatile @Nullable Thread deliverer;

    private boolean gathering;

    /** Takes what was submitted and sends what may be sent; on the loop. */
    interface Pump {
        /** {@code all}: also what callbacks have submitted that are still running. */
        void pump(boolean all);
    }

    Delivery(ClusterClient client, Submissions submissions, Pump pump) {
        this.client = client;
        this.submissions = submissions;
        this.pump = pump;
    }

    boolean isUnderWay() {
        return underWay.get() != 0;
    }

    /** Whether the caller is within a callback, so that what it submits is taken when the callbacks have run. */
    boolean isHere() {
        return Thread.currentThread() == deliverer;
    }

    void tell(List<PendingCommand> told) {
        if (told.isEmpty()) {
            return;
        }
        underWay.incrementAndGet();
        gather();
        client.deliver(() -> {
            deliverer = Thread.currentThread();
            try {
                told.forEach(PendingCommand::tell);
            } finally {
                deliverer = null;
                if (underWay.decrementAndGet() == 0 && !submissions.isEmpty()) {
                    client.loop().executeHereWhenIdle(() -> pump.pump(false));
                }
            }
        });
    }

    private void gather() {
        if (!gathering) {
            gathering = true;
            client.loop().schedule(GATHER_NANOS, this::stopGathering);
        }
    }

    private void stopGathering() {
        gathering = false;
        if (isUnderWay()) {
            gather();
            pump.pump(true);
        }
    }
}
