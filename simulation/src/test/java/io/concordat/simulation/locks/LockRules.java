package io.concordat.simulation.locks;

import io.concordat.bytes.Bytes;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must hold of locks after every command, judged by what owners are told alone: no more is held than there is;
 * fences rise; no hold ends by itself before the time that was told; nobody waits whose turn it is; whoever is refused
 * for a deadlock was in one, whoever queues is not.
 */
final class LockRules {
    record Wait(long ticket, LockOwner owner, int permits) {}

    private final List<String> violations;
    private final TreeMap<Bytes, TreeMap<LockOwner, Integer>> holds = new TreeMap<>();
    private final TreeMap<Bytes, TreeMap<LockOwner, Long>> deadlines = new TreeMap<>();
    private final TreeMap<Bytes, List<Wait>> queues = new TreeMap<>();
    private final TreeMap<Bytes, Integer> capacities = new TreeMap<>();
    private long newestFence;

    LockRules(List<String> violations) {
        this.violations = violations;
    }

    void granted(Bytes lock, LockOwner owner, LockNeed need, long fence) {
        capacities.put(lock, need.capacity());
        TreeMap<LockOwner, Integer> holders = holds.computeIfAbsent(lock, l -> new TreeMap<>());
        Integer before = holders.get(owner);
        if (before != null) {
            return;
        }
        holders.put(owner, need.permits());
        if (fence <= newestFence) {
            violations.add("fence-monotone: " + fence + " after " + newestFence);
        }
        newestFence = Math.max(newestFence, fence);
        if (free(lock, holds) < 0) {
            violations.add("mutual-exclusion: " + lock.toUtf8() + " is held by " + holders);
        }
    }

    /** An owner is told how long its hold lasts if nothing is done about it. */
    void promised(Bytes lock, LockOwner owner, long deadline) {
        deadlines.computeIfAbsent(lock, l -> new TreeMap<>()).put(owner, deadline);
    }

    /** A hold has ended by itself. */
    void lost(Bytes lock, LockOwner owner, long clusterNanos) {
        Long deadline = deadlines.getOrDefault(lock, new TreeMap<>()).get(owner);
        if (deadline != null && clusterNanos < deadline) {
            violations.add("lease-kept: " + owner + " loses " + lock.toUtf8() + " at " + clusterNanos
                    + ", and was told " + deadline);
        }
        released(lock, owner);
    }

    /** A waiter's grant. */
    void granted(Bytes lock, long ticket, long fence, long deadline) {
        List<Wait> queue = queues.getOrDefault(lock, new ArrayList<>());
        Wait wait = queue.stream().filter(w -> w.ticket == ticket).findFirst().orElse(null);
        if (wait == null) {
            violations.add("no-invented-grant: ticket " + ticket + " of " + lock.toUtf8() + " does not wait");
            return;
        }
        int permits = permitsOf(wait.owner, queue);
        queue.remove(wait);
        granted(lock, wait.owner, new LockNeed(permits, sizeOf(lock)), fence);
        promised(lock, wait.owner, deadline);
    }

    private int sizeOf(Bytes lock) {
        int capacity = capacities.getOrDefault(lock, LockNeed.ALL);
        return capacity == LockNeed.ALL ? 0 : capacity;
    }

    void queued(Bytes lock, Wait wait) {
        List<Wait> queue = queues.computeIfAbsent(lock, l -> new ArrayList<>());
        boolean beside = queue.stream().anyMatch(w -> w.owner.equals(wait.owner));
        queue.add(wait);
        if (!beside && doomed(wait.owner)) {
            violations.add("deadlock-exact: " + wait.owner + " queues for " + lock.toUtf8() + " and is never served");
        }
    }

    void refusedForDeadlock(Bytes lock, Wait wait) {
        List<Wait> queue = queues.computeIfAbsent(lock, l -> new ArrayList<>());
        queue.add(wait);
        if (!doomed(wait.owner)) {
            violations.add("deadlock-exact: " + wait.owner + " is refused " + lock.toUtf8() + " and was no victim");
        }
        queue.remove(wait);
    }

    void released(Bytes lock, LockOwner owner) {
        holds.getOrDefault(lock, new TreeMap<>()).remove(owner);
    }

    /** The owner's next acquisition takes over the place. */
    void left(long ticket) {
        for (List<Wait> queue : queues.values()) {
            for (int i = 0; i < queue.size(); i++) {
                Wait gone = queue.get(i);
                if (gone.ticket == ticket) {
                    queue.remove(i);
                    Wait next = queue.stream()
                            .filter(w -> w.owner.equals(gone.owner))
                            .findFirst()
                            .orElse(null);
                    if (next != null && queue.indexOf(next) > i) {
                        queue.remove(next);
                        queue.add(i, next);
                    }
                    break;
                }
            }
        }
    }

    /** One owner's acquisitions are served together. */
    private static int permitsOf(LockOwner owner, List<Wait> queue) {
        return queue.stream()
                .filter(w -> w.owner.equals(owner))
                .mapToInt(Wait::permits)
                .max()
                .orElse(0);
    }

    void sessionEnded(Bytes session) {
        holds.values()
                .forEach(holders -> holders.keySet().removeIf(o -> o.session().equals(session)));
        queues.values().forEach(queue -> queue.removeIf(w -> w.owner.session().equals(session)));
    }

    /** After a command, with all it has told: nobody at the head of a queue could be served. */
    void settled() {
        queues.forEach((lock, queue) -> {
            if (!queue.isEmpty() && permitsOf(queue.get(0).owner, queue) <= free(lock, holds)) {
                violations.add("no-lost-waiter: ticket " + queue.get(0).ticket + " waits for a free " + lock.toUtf8());
            }
        });
    }

    private long free(Bytes lock, TreeMap<Bytes, TreeMap<LockOwner, Integer>> held) {
        long free = capacities.getOrDefault(lock, LockNeed.ALL);
        for (int permits : held.getOrDefault(lock, new TreeMap<>()).values()) {
            free -= permits;
        }
        return free;
    }

    /** Lets all finish who can, until nothing changes. */
    private boolean doomed(LockOwner owner) {
        TreeMap<Bytes, TreeMap<LockOwner, Integer>> held = new TreeMap<>();
        holds.forEach((lock, holders) -> held.put(lock, new TreeMap<>(holders)));
        TreeMap<Bytes, List<Wait>> waiting = new TreeMap<>();
        queues.forEach((lock, queue) -> waiting.put(lock, new ArrayList<>(queue)));
        boolean changed = true;
        while (changed) {
            changed = false;
            TreeSet<LockOwner> waiters = new TreeSet<>();
            waiting.values().forEach(queue -> queue.forEach(w -> waiters.add(w.owner)));
            for (TreeMap<LockOwner, Integer> holders : held.values()) {
                changed |= holders.keySet().removeIf(o -> !waiters.contains(o));
            }
            for (var entry : waiting.entrySet()) {
                List<Wait> queue = entry.getValue();
                while (!queue.isEmpty() && permitsOf(queue.get(0).owner, queue) <= free(entry.getKey(), held)) {
                    Wait first = queue.get(0);
                    held.computeIfAbsent(entry.getKey(), l -> new TreeMap<>())
                            .put(first.owner, permitsOf(first.owner, queue));
                    queue.removeIf(w -> w.owner.equals(first.owner));
                    changed = true;
                }
            }
        }
        return waiting.values().stream().anyMatch(queue -> queue.stream().anyMatch(w -> w.owner.equals(owner)));
    }
}
