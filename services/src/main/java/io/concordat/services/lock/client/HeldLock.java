package io.concordat.services.lock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock that is held, renewed by itself until it is given back, and lost when it cannot be renewed in time. Loss shows
 * here before anybody else can hold the lock, by this machine's monotonic clock; a process that was paused sees it late
 * all the same, so give {@link #fence} to whatever the lock protects. Thread-safe.
 */
public final class HeldLock implements AutoCloseable {
    private final Lease lease;
    private final int holds;
    private final AtomicBoolean returned = new AtomicBoolean();

    HeldLock(Lease lease, int holds) {
        this.lease = lease;
        this.holds = holds;
    }

    public String name() {
        return lease.name().toUtf8();
    }

    /** Greater than that of any grant before it, of any lock of the group. */
    public long fence() {
        return lease.fence();
    }

    /** How often its owner held it when it was acquired: 1, or more when it was taken again. */
    public int holds() {
        return holds;
    }

    public boolean isHeld() {
        return !returned.get() && lease.remainingNanos() > 0;
    }

    /** How long it certainly lasts if it is never renewed again; zero when it is lost or given back. */
    public Duration remaining() {
        return returned.get() ? Duration.ZERO : Duration.ofNanos(lease.remainingNanos());
    }

    /**
     * Calls {@code listener} once if the lock is lost before it is given back, at once if it is lost already. It runs
     * on a thread that watches other locks too and must not block.
     */
    public void onLost(Runnable listener) {
        lease.onLost(() -> {
            if (!returned.get()) {
                listener.run();
            }
        });
    }

    /** Renews it now, besides the automatic renewals; completes with whether it is still held. */
    public CompletableFuture<Boolean> renewAsync() {
        return lease.renewNow();
    }

    /** Completes with false when it was lost before; after the first call with what that one said. */
    public CompletableFuture<Boolean> releaseAsync() {
        return returned.compareAndSet(false, true) ? lease.giveBack() : CompletableFuture.completedFuture(false);
    }

    /** Gives it back and waits until that is done, or the lease is over. Returns false when it was lost before. */
    public boolean release() {
        Duration rest = Duration.ofNanos(Math.max(1, lease.remainingNanos()));
        CompletableFuture<Boolean> done = releaseAsync();
        try {
            return done.get(rest.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    /** {@link #release}, whatever it returns. */
    @Override
    public void close() {
        release();
    }
}
