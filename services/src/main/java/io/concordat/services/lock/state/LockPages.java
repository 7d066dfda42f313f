package io.concordat.services.lock.state;

import io.concordat.bytes.Bytes;
import io.concordat.services.lock.LockLimits;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockPage;
import io.concordat.services.lock.LockQuery;
import io.concordat.services.lock.LockView;
import java.util.ArrayList;
import java.util.List;

/** Answers to queries, each within its bound of bytes. */
final class LockPages {
    /** Owners in a waiter's way that are told: the graph has an edge for each. */
    private static final int MOST_IN_THE_WAY = 16;

    private static final int OVERHEAD = 64;

    private final LockTable table;
    private final LockLimits limits;
    private final long now;
    private int left;

    LockPages(LockTable table, LockLimits limits, long now) {
        this.table = table;
        this.limits = limits;
        this.now = now;
        this.left = limits.answerBytes();
    }

    LockPage answer(LockQuery query) {
        if (query instanceof LockQuery.Info info) {
            return info(info);
        }
        if (query instanceof LockQuery.Listing listing) {
            return listing(listing.after());
        }
        return waiting(((LockQuery.Waiting) query).fromTicket());
    }

    private LockPage info(LockQuery.Info query) {
        Lock lock = table.lock(query.name());
        if (lock == null) {
            return new LockPage(List.of(), List.of(), false);
        }
        List<LockView.Holder> holders = holders(lock, left / 2);
        List<LockView.Waiter> waiters = new ArrayList<>();
        boolean more = false;
        for (Place place = lock.first; place != null && !more; place = place.behind) {
            for (Waiter waiter : place.waiters.values()) {
                if (waiter.ticket < query.fromTicket()) {
                    continue;
                }
                more = left <= 0;
                if (more) {
                    break;
                }
                waiters.add(waiter(waiter));
            }
        }
        return new LockPage(List.of(view(lock, holders, waiters)), List.of(), more);
    }

    private LockPage listing(Bytes after) {
        List<LockView> locks = new ArrayList<>();
        for (Lock lock : table.locks().tailMap(after, false).values()) {
            if (left <= 0) {
                return new LockPage(locks, List.of(), true);
            }
            left -= OVERHEAD + lock.name.length();
            locks.add(view(lock, holders(lock, limits.answerBytes() / 8), List.of()));
        }
        return new LockPage(locks, List.of(), false);
    }

    private LockPage waiting(long fromTicket) {
        List<LockView.Waiter> waiters = new ArrayList<>();
        for (Waiter waiter : table.waiters().tailMap(fromTicket, true).values()) {
            if (left <= 0) {
                return new LockPage(List.of(), waiters, true);
            }
            waiters.add(waiter(waiter));
        }
        return new LockPage(List.of(), waiters, false);
    }

    private static LockView view(Lock lock, List<LockView.Holder> holders, List<LockView.Waiter> waiters) {
        return new LockView(lock.name, lock.of, lock.holds.size(), holders, lock.waiting, waiters);
    }

    private List<LockView.Holder> holders(Lock lock, int most) {
        int rest = most;
        List<LockView.Holder> holders = new ArrayList<>();
        for (Hold hold : lock.holds.values()) {
            if (rest <= 0) {
                break;
            }
            LockOwner owner = hold.party.owner;
            rest -= OVERHEAD + owner.label().length();
            left -= OVERHEAD + owner.label().length();
            long remaining = hold.deadline == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, hold.deadline - now);
            holders.add(new LockView.Holder(
                    owner, hold.permits, hold.levels, hold.fence, hold.timeToLive, remaining, now - hold.since));
        }
        return holders;
    }

    private LockView.Waiter waiter(Waiter waiter) {
        Lock lock = waiter.place.lock;
        LockOwner owner = waiter.place.party.owner;
        left -= OVERHEAD + owner.label().length() + lock.name.length();
        List<LockOwner> inTheWay = new ArrayList<>();
        for (Hold hold : lock.holds.values()) {
            if (inTheWay.size() == MOST_IN_THE_WAY) {
                break;
            }
            left -= OVERHEAD + hold.party.owner.label().length();
            inTheWay.add(hold.party.owner);
        }
        return new LockView.Waiter(waiter.ticket, owner, lock.name, waiter.permits, now - waiter.since, inTheWay);
    }
}
