package io.concordat.services.lock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of the lock service told as plainly as can be, for few owners and locks; the machine is compared with it.
 * Owners, locks and sessions are numbers; session {@code o / 2} has owner {@code o}.
 */
final class PlainLocks {
    static final long NEVER = Long.MAX_VALUE;

    static final class Held {
        int permits;
        int levels;
        long fence;
        long timeToLive;
        long deadline;
    }

    record Waits(long ticket, long place, int owner, int asker, int permits, long timeToLive, long deadline) {}

    /** @param kind G granted, T timed out, O owner gone, L lost */
    record Told(char kind, int session, long ticket, long fence, int levels, long deadline) {}

    /** @param kind H held, Q queued, D deadlock, R released, or a refusal's name */
    record Answer(String kind, long number, int levels, long deadline) {
        static Answer refused(String code) {
            return new Answer(code, 0, 0, 0);
        }
    }

    final List<TreeMap<Integer, Held>> holds = new ArrayList<>();
    final List<List<Waits>> queues = new ArrayList<>();
    final int[] size;
    final List<Told> told = new ArrayList<>();
    private long counter;
    long now;

    PlainLocks(int locks) {
        size = new int[locks];
        for (int i = 0; i < locks; i++) {
            holds.add(new TreeMap<>());
            queues.add(new ArrayList<>());
        }
    }

    private boolean idle(int lock) {
        return holds.get(lock).isEmpty() && queues.get(lock).isEmpty();
    }

    private static int capacity(int of) {
        return of == 0 ? LockNeed.ALL : of;
    }

    int free(int lock) {
        long taken = holds.get(lock).values().stream().mapToLong(h -> h.permits).sum();
        return (int) (capacity(size[lock]) - taken);
    }

    private static long ending(long from, long timeToLive) {
        return timeToLive == 0 ? NEVER : from + timeToLive;
    }

    Answer acquire(int lock, int owner, int asker, LockNeed need, long timeToLive, long patience) {
        if (!idle(lock) && size[lock] != need.of()) {
            return Answer.refused("LOCK_MISMATCH");
        }
        Held mine = holds.get(lock).get(owner);
        if (mine != null) {
            if (need.permits() > mine.permits) {
                return Answer.refused("LOCK_MISMATCH");
            }
            mine.levels++;
            mine.deadline = Math.max(mine.deadline, ending(now, timeToLive));
            mine.timeToLive = mine.deadline == NEVER ? 0 : Math.max(mine.timeToLive, timeToLive);
            return new Answer("H", mine.fence, mine.levels, mine.deadline);
        }
        size[lock] = need.of();
        List<Waits> queue = queues.get(lock);
        if (queue.isEmpty() && need.permits() <= free(lock)) {
            Held fresh = take(lock, owner, need.permits());
            fresh.levels = 1;
            fresh.timeToLive = timeToLive;
            fresh.deadline = ending(now, timeToLive);
            return new Answer("H", fresh.fence, 1, fresh.deadline);
        }
        if (patience == 0) {
            return Answer.refused("LOCK_BUSY");
        }
        int already = queue.stream()
                .filter(w -> w.owner == owner)
                .mapToInt(Waits::permits)
                .max()
                .orElse(0);
        if (already != 0 && need.permits() > already) {
            return Answer.refused("LOCK_MISMATCH");
        }
        int ahead = queue.size();
        long ticket = ++counter;
        long place = queue.stream()
                .filter(w -> w.owner == owner)
                .mapToLong(Waits::place)
                .findFirst()
                .orElse(ticket);
        long deadline = patience < 0 ? NEVER : now + patience;
        Waits waits = new Waits(ticket, place, owner, asker, need.permits(), timeToLive, deadline);
        queue.add(waits);
        queue.sort(Comparator.comparingLong(Waits::place).thenComparingLong(Waits::ticket));
        if (!new Futures(this).canBeServed(owner)) {
            return new Answer("D", ticket, 0, 0);
        }
        return new Answer("Q", ticket, ahead, 0);
    }

    void withdraw(int lock, long ticket) {
        queues.get(lock).removeIf(w -> w.ticket == ticket);
    }

    private Held take(int lock, int owner, int permits) {
        Held held = new Held();
        held.permits = permits;
        held.fence = ++counter;
        holds.get(lock).put(owner, held);
        return held;
    }

    Answer release(int lock, int owner, long fence, boolean all) {
        Held mine = holds.get(lock).get(owner);
        if (mine == null || fence != 0 && fence != mine.fence) {
            return Answer.refused("NOT_HELD");
        }
        mine.levels = all ? 0 : mine.levels - 1;
        if (mine.levels == 0) {
            holds.get(lock).remove(owner);
            moveOn(lock);
        }
        return new Answer("R", 0, mine.levels, 0);
    }

    Answer renew(int lock, int owner, long fence, long timeToLive) {
        Held mine = holds.get(lock).get(owner);
        if (mine == null || fence != 0 && fence != mine.fence) {
            return Answer.refused("NOT_HELD");
        }
        mine.timeToLive = timeToLive == 0 ? mine.timeToLive : timeToLive;
        mine.deadline = ending(now, mine.timeToLive);
        return new Answer("H", mine.fence, mine.levels, mine.deadline);
    }

    Answer cancel(int lock, long ticket, int asker) {
        if (!queues.get(lock).removeIf(w -> w.ticket == ticket && w.asker == asker)) {
            return Answer.refused("NOT_HELD");
        }
        moveOn(lock);
        return new Answer("R", 0, 0, 0);
    }

    void abandon(int lock, int owner, int asker, long known) {
        queues.get(lock).removeIf(w -> w.owner == owner && w.asker == asker);
        Held mine = holds.get(lock).get(owner);
        if (mine != null && mine.fence != known) {
            holds.get(lock).remove(owner);
        }
        moveOn(lock);
    }

    private void moveOn(int lock) {
        List<Waits> queue = queues.get(lock);
        while (!queue.isEmpty()) {
            int owner = queue.get(0).owner;
            List<Waits> served = queue.stream().filter(w -> w.owner == owner).toList();
            int permits = served.stream().mapToInt(Waits::permits).max().orElseThrow();
            if (permits > free(lock)) {
                return;
            }
            queue.removeAll(served);
            Held held = take(lock, owner, permits);
            held.levels = served.size();
            held.deadline = served.stream()
                    .mapToLong(w -> ending(now, w.timeToLive))
                    .max()
                    .orElseThrow();
            held.timeToLive = held.deadline == NEVER
                    ? 0
                    : served.stream().mapToLong(Waits::timeToLive).max().orElseThrow();
            int level = 0;
            for (Waits w : served) {
                told.add(new Told('G', w.asker, w.ticket, held.fence, ++level, held.deadline));
            }
        }
    }

    /** One at a time, by (deadline, number). */
    void passTo(long time) {
        now = time;
        while (true) {
            int lock = -1;
            long first = NEVER;
            long number = 0;
            for (int l = 0; l < size.length; l++) {
                for (Held h : holds.get(l).values()) {
                    if (h.deadline < first || h.deadline == first && h.fence < number) {
                        first = h.deadline;
                        number = h.fence;
                        lock = l;
                    }
                }
                for (Waits w : queues.get(l)) {
                    if (w.deadline < first || w.deadline == first && w.ticket < number) {
                        first = w.deadline;
                        number = w.ticket;
                        lock = l;
                    }
                }
            }
            if (first > time) {
                return;
            }
            endOne(lock, number);
            moveOn(lock);
        }
    }

    private void endOne(int lock, long number) {
        for (int owner : new TreeSet<>(holds.get(lock).keySet())) {
            if (holds.get(lock).get(owner).fence == number) {
                holds.get(lock).remove(owner);
                told.add(new Told('L', owner / 2, 0, number, 0, 0));
            }
        }
        for (Waits w : List.copyOf(queues.get(lock))) {
            if (w.ticket == number) {
                queues.get(lock).remove(w);
                told.add(new Told('T', w.asker, w.ticket, 0, 0, 0));
            }
        }
    }

    void sessionEnded(int session) {
        for (int l = 0; l < size.length; l++) {
            queues.get(l).removeIf(w -> w.asker == session);
            queues.get(l).stream()
                    .filter(w -> w.owner / 2 == session)
                    .forEach(w -> told.add(new Told('O', w.asker, w.ticket, 0, 0, 0)));
            queues.get(l).removeIf(w -> w.owner / 2 == session);
            holds.get(l).keySet().removeIf(o -> o / 2 == session);
        }
        for (int l = 0; l < size.length; l++) {
            moveOn(l);
        }
    }
}
