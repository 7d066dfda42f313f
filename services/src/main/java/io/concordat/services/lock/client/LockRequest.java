package io.concordat.services.lock.client;

import io.concordat.bytes.Bytes;
import io.concordat.services.lock.LockNeed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be acquired.
 *
 * @param name UTF-8, 1 byte to limits.nameBytes
 * @param patience how long to wait in the queue; zero: not at all; null: as long as it takes
 * @param owner within the session: who takes it again keeps it, and a deadlock is between owners. Null: the calling
 *     thread in calls that block, a fresh owner in the others
 */
public record LockRequest(String name, LockNeed need, @Nullable Duration patience, @Nullable String owner) {
    public static LockRequest exclusive(String name) {
        return new LockRequest(name, LockNeed.EXCLUSIVE, null, null);
    }

    public static LockRequest shared(String name) {
        return new LockRequest(name, LockNeed.SHARED, null, null);
    }

    /** {@code permits} of the semaphore's {@code of}, on which all its users must agree. */
    public static LockRequest permits(String name, int permits, int of) {
        return new LockRequest(name, LockNeed.permits(permits, of), null, null);
    }

    public LockRequest within(Duration limit) {
        return new LockRequest(name, need, limit.isNegative() ? Duration.ZERO : limit, owner);
    }

    public LockRequest as(String label) {
        return new LockRequest(name, need, patience, label);
    }

    Bytes key() {
        return Bytes.utf8(name);
    }
}
