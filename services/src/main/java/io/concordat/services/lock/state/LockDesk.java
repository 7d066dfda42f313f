package io.concordat.services.lock.state;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockCommand;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockLimits;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockReply;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides who gets a lock and tells them. */
final class LockDesk {
    private final LockTable table;
    private final LockLimits limits;
    private final Reduction reduction = new Reduction();

    LockDesk(LockTable table, LockLimits limits) {
        this.table = table;
        this.limits = limits;
    }

    LockReply execute(LockCommand command, Command moment) {
        if (command instanceof LockCommand.Acquire acquire) {
            LockOwner owner = meant(acquire.owner(), moment);
            return owner == null ? refused(moment, ErrorCode.SESSION_UNKNOWN) : acquire(acquire, owner, moment);
        }
        if (command instanceof LockCommand.Release release) {
            return release(release, moment);
        }
        if (command instanceof LockCommand.Renew renew) {
            return renew(renew, moment);
        }
        if (command instanceof LockCommand.Cancel cancel) {
            return cancel(cancel, moment);
        }
        if (command instanceof LockCommand.Abandon abandon) {
            abandon(abandon, moment);
        }
        return new LockReply.Seen(moment.clusterNanos());
    }

    private static @Nullable LockOwner meant(LockOwner named, Command moment) {
        if (named.session().isEmpty()) {
            return new LockOwner(moment.session(), named.label());
        }
        return moment.maySpeakFor(named.session()) ? named : null;
    }

    private static LockReply refused(Command moment, ErrorCode code) {
        return new LockReply.Refused(moment.clusterNanos(), code);
    }

    private LockReply acquire(LockCommand.Acquire command, LockOwner owner, Command moment) {
        LockNeed need = command.need();
        Lock known = table.lock(command.name());
        if (known != null && known.of != need.of()) {
            return refused(moment, ErrorCode.LOCK_MISMATCH);
        }
        Hold held = known == null ? null : known.holds.get(owner);
        if (held != null) {
            return again(command, held, moment);
        }
        if (known != null && (known.first != null || known.free < need.permits())) {
            return command.patience() == 0
                    ? refused(moment, ErrorCode.LOCK_BUSY)
                    : enqueue(command, known, owner, moment);
        }
        if (table.holds() >= limits.holds()) {
            return refused(moment, ErrorCode.BUSY);
        }
        long now = moment.clusterNanos();
        Hold fresh = table.hold(table.lockOf(command.name(), need.of()), table.party(owner), need.permits(), now);
        table.lasts(fresh, 1, command.timeToLive(), ending(now, command.timeToLive()));
        return held(fresh, now);
    }

    private static long ending(long now, long timeToLive) {
        return timeToLive == 0 ? Long.MAX_VALUE : now + timeToLive;
    }

    private static LockReply held(Hold hold, long now) {
        return new LockReply.Held(now, hold.fence, hold.levels, hold.deadline);
    }

    private LockReply again(LockCommand.Acquire command, Hold hold, Command moment) {
        if (command.need().permits() > hold.permits) {
            return refused(moment, ErrorCode.LOCK_MISMATCH);
        }
        if (hold.levels >= limits.levels()) {
            return refused(moment, ErrorCode.BUSY);
        }
        long now = moment.clusterNanos();
        // Never shortened: the levels below were promised theirs.
        long deadline = Math.max(hold.deadline, ending(now, command.timeToLive()));
        long timeToLive = deadline == Long.MAX_VALUE ? 0 : Math.max(hold.timeToLive, command.timeToLive());
        table.lasts(hold, hold.levels + 1, timeToLive, deadline);
        return held(hold, now);
    }

    private LockReply enqueue(LockCommand.Acquire command, Lock lock, LockOwner owner, Command moment) {
        Party party = table.party(owner);
        Place place = party.places.get(lock.name);
        boolean tooMuch = place != null && command.need().permits() > place.permits;
        boolean full = table.waiters().size() >= limits.waiters()
                || lock.waiting >= limits.waitersPerLock()
                || table.holds() + table.waiters().size() >= limits.holds()
                || place != null && place.waiters.size() >= limits.levels();
        if (tooMuch || full) {
            table.sweep(lock, party);
            return refused(moment, tooMuch ? ErrorCode.LOCK_MISMATCH : ErrorCode.BUSY);
        }
        long now = moment.clusterNanos();
        int ahead = lock.waiting;
        long givesUp = command.patience() == LockCommand.FOR_EVER ? Long.MAX_VALUE : now + command.patience();
        Waiter waiter = table.enqueue(
                lock,
                party,
                new LockTable.Wait(moment.session(), command.need().permits(), command.timeToLive(), now, givesUp));
        List<LockReply.Step> cycle = place != null ? List.of() : reduction.cycle(party);
        if (!cycle.isEmpty()) {
            table.leave(waiter);
            return new LockReply.Deadlock(now, cycle);
        }
        return new LockReply.Queued(now, waiter.ticket, ahead);
    }

    private @Nullable Hold meant(Bytes name, LockOwner named, long fence, Command moment) {
        LockOwner owner = meant(named, moment);
        Lock lock = table.lock(name);
        Hold hold = owner == null || lock == null ? null : lock.holds.get(owner);
        return hold == null || fence != 0 && fence != hold.fence ? null : hold;
    }

    private LockReply release(LockCommand.Release command, Command moment) {
        Hold hold = meant(command.name(), command.owner(), command.fence(), moment);
        if (hold == null) {
            return refused(moment, ErrorCode.NOT_HELD);
        }
        if (hold.levels > 1 && !command.all()) {
            table.lasts(hold, hold.levels - 1, hold.timeToLive, hold.deadline);
            return new LockReply.Released(moment.clusterNanos(), hold.levels);
        }
        table.end(hold);
        moveOn(hold.lock, moment);
        return new LockReply.Released(moment.clusterNanos(), 0);
    }

    private LockReply renew(LockCommand.Renew command, Command moment) {
        Hold hold = meant(command.name(), command.owner(), command.fence(), moment);
        if (hold == null) {
            return refused(moment, ErrorCode.NOT_HELD);
        }
        long now = moment.clusterNanos();
        long timeToLive = command.timeToLive() == 0 ? hold.timeToLive : command.timeToLive();
        table.lasts(hold, hold.levels, timeToLive, ending(now, timeToLive));
        return held(hold, now);
    }

    private LockReply cancel(LockCommand.Cancel command, Command moment) {
        Waiter waiter = table.waiters().get(command.ticket());
        if (waiter == null
                || !waiter.asker.equals(moment.session())
                || !waiter.place.lock.name.equals(command.name())) {
            return refused(moment, ErrorCode.NOT_HELD);
        }
        table.leave(waiter);
        moveOn(waiter.place.lock, moment);
        return new LockReply.Released(moment.clusterNanos(), 0);
    }

    private void abandon(LockCommand.Abandon command, Command moment) {
        LockOwner owner = meant(command.owner(), moment);
        Lock lock = table.lock(command.name());
        if (owner == null || lock == null) {
            return;
        }
        Party party = table.party(owner);
        Place place = party.places.get(lock.name);
        if (place != null) {
            List.copyOf(place.waiters.values()).stream()
                    .filter(waiter -> waiter.asker.equals(moment.session()))
                    .forEach(table::leave);
        }
        Hold hold = lock.holds.get(owner);
        if (hold != null && hold.fence != command.known()) {
            table.end(hold);
        }
        table.sweep(lock, party);
        moveOn(lock, moment);
    }

    /** Grants from the head of the queue for as long as the next in turn fits: nobody overtakes. */
    private void moveOn(Lock lock, Expiry moment) {
        while (lock.first != null && lock.first.permits <= lock.free) {
            grant(lock.first, moment);
        }
    }

    private void grant(Place place, Expiry moment) {
        long now = moment.clusterNanos();
        List<Waiter> served = new ArrayList<>(place.waiters.values());
        Hold hold = table.hold(place.lock, place.party, place.permits, now);
        long timeToLive = 0;
        long deadline = 0;
        for (Waiter waiter : served) {
            deadline = Math.max(deadline, ending(now, waiter.timeToLive));
            timeToLive = Math.max(timeToLive, waiter.timeToLive);
            table.leave(waiter);
        }
        table.lasts(hold, served.size(), deadline == Long.MAX_VALUE ? 0 : timeToLive, deadline);
        int levels = 0;
        for (Waiter waiter : served) {
            levels++;
            tell(moment, waiter.asker, new LockEvent.Granted(waiter.ticket, now, hold.fence, levels, deadline));
        }
    }

    /** What has become due at the first deadline; later ones have their own turn. */
    void expire(Expiry moment) {
        long first = table.nextDeadline();
        if (first > moment.clusterNanos()) {
            return;
        }
        for (Timed due = table.due(first); due != null; due = table.due(first)) {
            if (due instanceof Hold hold) {
                lose(hold, moment);
                moveOn(hold.lock, moment);
            } else if (due instanceof Waiter waiter) {
                giveUp(waiter, LockEvent.Why.TIMED_OUT, moment);
                moveOn(waiter.place.lock, moment);
            }
        }
    }

    private void lose(Hold hold, Expiry moment) {
        table.end(hold);
        LockOwner owner = hold.party.owner;
        tell(
                moment,
                owner.session(),
                new LockEvent.Lost(hold.lock.name, owner.label(), hold.fence, moment.clusterNanos()));
    }

    private void giveUp(Waiter waiter, LockEvent.Why why, Expiry moment) {
        table.leave(waiter);
        tell(moment, waiter.asker, new LockEvent.GaveUp(waiter.ticket, moment.clusterNanos(), why));
    }

    private static void tell(Expiry moment, Bytes session, LockEvent event) {
        moment.emit(session, LockCodec.encode(event));
    }

    /** All that it holds and waits for goes first; nothing may be granted to it on the way. */
    void sessionEnded(Bytes session, Expiry moment) {
        TreeMap<Bytes, Lock> touched = new TreeMap<>();
        for (Waiter waiter : List.copyOf(table.askedBy(session).values())) {
            touched.put(waiter.place.lock.name, waiter.place.lock);
            table.leave(waiter);
        }
        for (Party party : List.copyOf(table.partiesOf(session).values())) {
            for (Place place : List.copyOf(party.places.values())) {
                touched.put(place.lock.name, place.lock);
                List.copyOf(place.waiters.values()).forEach(w -> giveUp(w, LockEvent.Why.OWNER_GONE, moment));
            }
            for (Hold hold : List.copyOf(party.holds.values())) {
                touched.put(hold.lock.name, hold.lock);
                table.end(hold);
            }
        }
        touched.values().forEach(lock -> moveOn(lock, moment));
    }
}
