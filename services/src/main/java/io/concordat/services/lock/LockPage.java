package io.concordat.services.lock;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param more whether something did not fit: ask again from behind the last
 */
public record LockPage(List<LockView> locks, List<LockView.Waiter> waiters, boolean more) {
    public LockPage {
        locks = List.copyOf(locks);
        waiters = List.copyOf(waiters);
    }
}
