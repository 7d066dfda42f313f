package io.concordat.services.lock.state;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One owner's place in one lock's queue, shared by all its acquisitions that wait there: they are granted together. A
 * place outlives the acquisition that opened it, or the others would fall back behind owners that wait for them: a
 * deadlock that no arrival has made.
 */
final class Place {
    final Lock lock;
    final Party party;
    /** The ticket that opened it; queues are ordered by it. */
    final long id;

    final TreeMap<Long, Waiter> waiters = new TreeMap<>();
    int permits;

    @Nullable
    Place before;

    @Nullable
    Place behind;

    Place(Lock lock, Party party, long id) {
        this.lock = lock;
        this.party = party;
        this.id = id;
    }

    void add(Waiter waiter) {
        waiters.put(waiter.ticket, waiter);
        permits = Math.max(permits, waiter.permits);
    }

    void remove(Waiter waiter) {
        waiters.remove(waiter.ticket);
        permits = 0;
        for (Waiter left : waiters.values()) {
            permits = Math.max(permits, left.permits);
        }
    }
}
