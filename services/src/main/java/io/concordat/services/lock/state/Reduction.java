package io.concordat.services.lock.state;

import io.concordat.services.lock.LockOwner;
import io.concordat.services.lock.LockReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Whether a new place in a queue would wait for ever: graph reduction (Holt 1972) on that part of the wait-for graph
 * which the newcomer reaches. Owners that wait for nothing finish and give back what they hold; queues move on in their
 * order; an owner whose every place was reached finishes in turn. What never finishes is deadlocked. Cycles alone would
 * not do: among readers and in semaphores an owner waits for any one of several others.
 *
 * <p>Only an arrival can close a cycle, and then the newcomer is part of every one: without it there was none. Expiries
 * are not counted on: an owner that renews keeps its hold.
 */
final class Reduction {
    /** The cycle told is cut to this; in practice it has a handful of steps. */
    private static final int MOST_STEPS = 1_000;

    private long round;
    private final ArrayDeque<Party> toVisit = new ArrayDeque<>();
    private final ArrayDeque<Party> finished = new ArrayDeque<>();
    private final ArrayDeque<Lock> freed = new ArrayDeque<>();
    private final List<Lock> reached = new ArrayList<>();

    /** The shortest cycle that {@code newcomer}, already in its queue, closes; empty when it will be reached. */
    List<LockReply.Step> cycle(Party newcomer) {
        if (!newcomer.inTheWay()) {
            return List.of();
        }
        round++;
        explore(newcomer);
        boolean ends = reduce(newcomer);
        List<LockReply.Step> cycle = ends ? List.of() : shortest(newcomer);
        finished.clear();
        freed.clear();
        reached.clear();
        return cycle;
    }

    private void explore(Party newcomer) {
        visit(newcomer);
        for (Party party = toVisit.poll(); party != null; party = toVisit.poll()) {
            for (Place place : party.places.values()) {
                Lock lock = place.lock;
                if (lock.round != round) {
                    lock.round = round;
                    lock.simulatedFree = lock.free;
                    lock.stuck = lock.first;
                    lock.seen = null;
                    reached.add(lock);
                    lock.holds.values().forEach(hold -> visit(hold.party));
                }
                // Those further back than any owner of interest do not matter to it.
                Place seen = lock.seen;
                while (seen != place && (seen == null || seen.id < place.id)) {
                    Place next = seen == null ? lock.first : seen.behind;
                    seen = Objects.requireNonNull(next, "a place is in its lock's queue");
                    visit(seen.party);
                }
                lock.seen = seen;
            }
        }
    }

    private void visit(Party party) {
        if (party.round != round) {
            party.round = round;
            party.ungranted = party.places.size();
            toVisit.add(party);
            if (party.ungranted == 0) {
                finished.add(party);
            }
        }
    }

    private boolean reduce(Party newcomer) {
        freed.addAll(reached);
        while (true) {
            for (Lock lock = freed.poll(); lock != null; lock = freed.poll()) {
                moveOn(lock);
            }
            if (newcomer.ungranted == 0) {
                return true;
            }
            Party party = finished.poll();
            if (party == null) {
                return false;
            }
            giveBack(party);
        }
    }

    private void moveOn(Lock lock) {
        Place end = lock.seen == null ? null : lock.seen.behind;
        while (lock.stuck != end && lock.stuck != null && lock.stuck.permits <= lock.simulatedFree) {
            Place reachedNow = lock.stuck;
            lock.simulatedFree -= reachedNow.permits;
            lock.stuck = reachedNow.behind;
            if (--reachedNow.party.ungranted == 0) {
                finished.add(reachedNow.party);
            }
        }
    }

    private void giveBack(Party party) {
        for (Hold hold : party.holds.values()) {
            back(hold.lock, hold.permits);
        }
        for (Place place : party.places.values()) {
            back(place.lock, place.permits);
        }
    }

    private void back(Lock lock, int permits) {
        if (lock.round == round) {
            lock.simulatedFree += permits;
            freed.add(lock);
        }
    }

    /** Breadth first from the newcomer back to itself, over owners that never finish. */
    private List<LockReply.Step> shortest(Party newcomer) {
        TreeMap<LockOwner, Arrival> arrivals = new TreeMap<>();
        ArrayDeque<Party> next = new ArrayDeque<>();
        next.add(newcomer);
        for (Party party = next.poll(); party != null; party = next.poll()) {
            for (Place place : party.places.values()) {
                for (Party other : inTheWayOf(place)) {
                    if (other.ungranted == 0 || arrivals.containsKey(other.owner)) {
                        continue;
                    }
                    arrivals.put(other.owner, new Arrival(party, place));
                    if (other == newcomer) {
                        return steps(newcomer, arrivals);
                    }
                    next.add(other);
                }
            }
        }
        throw new IllegalStateException("a deadlock without a cycle through its newcomer " + newcomer.owner);
    }

    private record Arrival(Party from, Place over) {}

    /** Nobody when the place is reached in the end; else who holds, or has been or will be served before. */
    private static List<Party> inTheWayOf(Place place) {
        Lock lock = place.lock;
        if (lock.stuck == null || place.id < lock.stuck.id) {
            return List.of();
        }
        List<Party> others = new ArrayList<>();
        lock.holds.values().forEach(hold -> others.add(hold.party));
        for (Place ahead = lock.first; ahead != null && ahead != place; ahead = ahead.behind) {
            others.add(ahead.party);
        }
        return others;
    }

    private static List<LockReply.Step> steps(Party newcomer, TreeMap<LockOwner, Arrival> arrivals) {
        List<LockReply.Step> steps = new ArrayList<>();
        Party at = newcomer;
        do {
            Arrival arrival = Objects.requireNonNull(arrivals.get(at.owner), "all on the way were arrived at");
            steps.add(new LockReply.Step(arrival.from().owner, arrival.over().lock.name));
            at = arrival.from();
        } while (at != newcomer);
        Collections.reverse(steps);
        return steps.size() <= MOST_STEPS ? steps : List.copyOf(steps.subList(0, MOST_STEPS));
    }
}
