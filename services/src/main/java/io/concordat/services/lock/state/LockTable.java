package io.concordat.services.lock.state;

import io.concordat.api.KeyedState;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.runtime.Invariant;
import io.concordat.services.lock.LockOwner;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds, queues and deadlines, decoded from {@link LockEntries} and written through to them. Keeps the books; who may
 * what, and who is told, is {@link LockDesk}'s.
 */
final class LockTable {
    private final LockEntries entries;
    private final Deadlines deadlines = new Deadlines();
    private final TreeMap<Bytes, Lock> locks = new TreeMap<>();
    private final TreeMap<LockOwner, Party> parties = new TreeMap<>();
    private final TreeMap<Long, Waiter> waiters = new TreeMap<>();
    /** By (asking session, ticket as label): what ends with a session that asked for somebody else. */
    private final TreeMap<LockOwner, Waiter> byAsker = new TreeMap<>();

    private long counter;
    private int holds;

    LockTable(KeyedState state) throws MalformedException {
        entries = new LockEntries(state);
        counter = entries.counter();
        TreeMap<Long, Place> places = new TreeMap<>();
        TreeMap<Long, Waiter> found = new TreeMap<>();
        entries.each(new Restoration(places, found));
        // Queues by the ids of their places: a place may have outlived the waiter that opened it.
        places.values().forEach(place -> place.lock.append(place));
        waiters.putAll(found);
        for (Lock lock : locks.values()) {
            if (lock.free < 0) {
                throw new MalformedException("lock " + lock.name + " has more holders than permits");
            }
        }
    }

    NavigableMap<Bytes, Lock> locks() {
        return locks;
    }

    NavigableMap<Long, Waiter> waiters() {
        return waiters;
    }

    int holds() {
        return holds;
    }

    @Nullable
    Lock lock(Bytes name) {
        return locks.get(name);
    }

    /** The only use of its numbers is to differ and to grow: fences, tickets and the ids of places are drawn alike. */
    private long next() {
        counter++;
        entries.counter(counter);
        return counter;
    }

    Lock lockOf(Bytes name, int of) {
        Lock lock = locks.get(name);
        if (lock == null) {
            lock = new Lock(name.compact(), of);
            locks.put(lock.name, lock);
        }
        return lock;
    }

    Party party(LockOwner owner) {
        Party party = parties.get(owner);
        if (party == null) {
            party = new Party(
                    new LockOwner(owner.session().compact(), owner.label().compact()));
            parties.put(party.owner, party);
        }
        return party;
    }

    SortedMap<LockOwner, Party> partiesOf(Bytes session) {
        // A label cannot reach as far as the next session.
        return parties.subMap(
                new LockOwner(session, Bytes.EMPTY), true, new LockOwner(after(session), Bytes.EMPTY), false);
    }

    SortedMap<LockOwner, Waiter> askedBy(Bytes session) {
        return byAsker.subMap(
                new LockOwner(session, Bytes.EMPTY), true, new LockOwner(after(session), Bytes.EMPTY), false);
    }

    /** The smallest bytes greater than {@code session} and all that could stand behind it. */
    private static Bytes after(Bytes session) {
        return Bytes.concat(session, Bytes.wrap(new byte[1]));
    }

    /** A grant: draws the next fence. */
    Hold hold(Lock lock, Party party, int permits, long now) {
        Hold hold = new Hold(lock, party, permits, next(), now);
        link(hold);
        return hold;
    }

    private void link(Hold hold) {
        Invariant.check(hold.permits <= hold.lock.free, "a grant beyond what is free");
        hold.lock.free -= hold.permits;
        hold.lock.holds.put(hold.party.owner, hold);
        hold.party.holds.put(hold.lock.name, hold);
        holds++;
    }

    void lasts(Hold hold, int levels, long timeToLive, long deadline) {
        hold.levels = levels;
        hold.timeToLive = timeToLive;
        deadlines.set(hold, deadline);
        entries.put(hold);
    }

    void end(Hold hold) {
        deadlines.cancel(hold);
        hold.lock.free += hold.permits;
        hold.lock.holds.remove(hold.party.owner);
        hold.party.holds.remove(hold.lock.name);
        holds--;
        entries.remove(hold);
        sweep(hold.lock, hold.party);
    }

    /** A new waiter, at the end of the queue or beside those of its owner that wait already. */
    Waiter enqueue(Lock lock, Party party, Wait wait) {
        long ticket = next();
        Place place = party.places.get(lock.name);
        if (place == null) {
            place = new Place(lock, party, ticket);
            lock.append(place);
            party.places.put(lock.name, place);
        }
        Waiter waiter =
                new Waiter(ticket, place, wait.asker().compact(), wait.permits(), wait.timeToLive(), wait.since());
        waiters.put(ticket, waiter);
        link(waiter);
        deadlines.set(waiter, wait.deadline());
        entries.put(waiter);
        return waiter;
    }

    /** What a waiter asks for. */
    record Wait(Bytes asker, int permits, long timeToLive, long since, long deadline) {}

    private void link(Waiter waiter) {
        waiter.place.add(waiter);
        waiter.place.lock.waiting++;
        byAsker.put(asked(waiter), waiter);
    }

    private static LockOwner asked(Waiter waiter) {
        return new LockOwner(waiter.asker, new ByteWriter(16).u64(waiter.ticket).toBytes());
    }

    void leave(Waiter waiter) {
        Place place = waiter.place;
        deadlines.cancel(waiter);
        waiters.remove(waiter.ticket);
        byAsker.remove(asked(waiter));
        place.remove(waiter);
        place.lock.waiting--;
        entries.remove(waiter);
        if (place.waiters.isEmpty()) {
            place.lock.unlink(place);
            place.party.places.remove(place.lock.name);
            sweep(place.lock, place.party);
        }
    }

    /** Forgets what is neither held nor waited for, so that names and owners of the past cost nothing. */
    void sweep(Lock lock, Party party) {
        if (lock.idle()) {
            locks.remove(lock.name);
        }
        if (party.idle()) {
            parties.remove(party.owner);
        }
    }

    long nextDeadline() {
        return deadlines.first();
    }

    @Nullable
    Timed due(long deadline) {
        return deadlines.poll(deadline);
    }

    private final class Restoration implements LockEntries.Reader {
        private final TreeMap<Long, Place> places;
        private final TreeMap<Long, Waiter> found;

        Restoration(TreeMap<Long, Place> places, TreeMap<Long, Waiter> found) {
            this.places = places;
            this.found = found;
        }

        @Override
        public void hold(Bytes name, int of, LockOwner owner, LockEntries.HoldFacts facts) throws MalformedException {
            Lock lock = sameSize(name, of);
            if (facts.permits() < 1 || facts.permits() > lock.free || facts.fence() > counter) {
                throw new MalformedException("a hold of lock " + name + " contradicts the others");
            }
            Hold hold = new Hold(lock, party(owner), facts.permits(), facts.fence(), facts.since());
            link(hold);
            hold.levels = facts.levels();
            hold.timeToLive = facts.timeToLive();
            deadlines.set(hold, facts.deadline());
        }

        @Override
        public void waiter(long ticket, Bytes name, int of, LockOwner owner, LockEntries.WaiterFacts facts)
                throws MalformedException {
            Lock lock = sameSize(name, of);
            Party party = party(owner);
            Place place = party.places.get(lock.name);
            if (place == null) {
                place = new Place(lock, party, facts.place());
                places.put(place.id, place);
                party.places.put(lock.name, place);
            }
            if (facts.permits() < 1 || ticket > counter || place.id != facts.place()) {
                throw new MalformedException("waiter " + ticket + " contradicts the others");
            }
            Waiter waiter =
                    new Waiter(ticket, place, facts.asker(), facts.permits(), facts.timeToLive(), facts.since());
            found.put(ticket, waiter);
            LockTable.this.link(waiter);
            deadlines.set(waiter, facts.deadline());
        }

        private Lock sameSize(Bytes name, int of) throws MalformedException {
            Lock lock = lockOf(name, of);
            if (lock.of != of) {
                throw new MalformedException("lock " + name + " has two sizes");
            }
            return lock;
        }
    }
}
