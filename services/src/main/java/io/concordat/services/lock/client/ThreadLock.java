package io.concordat.services.lock.client;

import io.concordat.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A lock of the cluster behind Java's interface. */
final class ThreadLock implements Lock {
    private final LockClient client;
    private final String name;
    /** What the thread holds, the last acquisition on top. */
    private final ThreadLocal<Deque<HeldLock>> mine = ThreadLocal.withInitial(ArrayDeque::new);

    ThreadLock(LockClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Not to be interrupted, as the interface wants it. */
    @Override
    public void lock() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    lockInterruptibly();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        mine.get().push(client.acquireInterruptibly(LockRequest.exclusive(name)));
    }

    @Override
    public boolean tryLock() {
        return client.tryAcquire(name).map(this::keep).orElse(false);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        try {
            Duration patience = Duration.ofNanos(Math.max(0, unit.toNanos(time)));
            return keep(client.acquireInterruptibly(LockRequest.exclusive(name).within(patience)));
        } catch (LockFailedException e) {
            if (e.code() == ErrorCode.LOCK_BUSY) {
                return false;
            }
            throw e;
        }
    }

    private boolean keep(HeldLock held) {
        mine.get().push(held);
        return true;
    }

    @Override
    public void unlock() {
        HeldLock held = mine.get().poll();
        if (held == null) {
            throw new IllegalMonitorStateException("this thread does not hold " + name);
        }
        if (mine.get().isEmpty()) {
            mine.remove();
        }
        if (!held.release()) {
            throw new IllegalMonitorStateException(name + " was lost before it was unlocked");
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a lock of a cluster has no conditions");
    }
}
