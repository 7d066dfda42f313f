package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Interval;
import io.concordat.jepsen.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One hold of a lock.
 *
 * @param release null when it lasts for ever
 * @param certain whether the owner holds the lock from {@code from} to {@code to} in every explanation
 */
record LockHold(Operation acquire, @Nullable Operation release, boolean certain) {
    int from() {
        return acquire.returned();
    }

    int to() {
        return release == null ? Interval.NEVER : Math.max(from(), release.called());
    }
}
