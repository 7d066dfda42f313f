package io.concordat.services.lock;

import io.concordat.bytes.Bytes;
import java.util.List;

/**
 * One lock as a query found it.
 *
 * @param of 0 for a readers-writer lock
 * @param held how many hold it; {@code holders} may be fewer
 * @param waiting how many wait; {@code waiters} may be fewer, see {@link LockPage#more}
 */
public record LockView(Bytes name, int of, int held, List<Holder> holders, int waiting, List<Waiter> waiters) {
    public LockView {
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
    }

    /**
     * @param timeToLive nanoseconds; 0: until the session ends
     * @param remaining nanoseconds of cluster time; {@link Long#MAX_VALUE}: until the session ends
     */
    public record Holder(
            LockOwner owner, int permits, int holds, long fence, long timeToLive, long remaining, long heldFor) {}

    /**
     * @param lock for which it waits
     * @param waited nanoseconds of cluster time
     * @param inTheWay owners that hold the lock, at most a few
     */
    public record Waiter(long ticket, LockOwner owner, Bytes lock, int permits, long waited, List<LockOwner> inTheWay) {
        public Waiter {
            inTheWay = List.copyOf(inTheWay);
        }
    }
}
