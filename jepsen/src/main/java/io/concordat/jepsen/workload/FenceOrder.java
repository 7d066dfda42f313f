package io.concordat.jepsen.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the fences of a whole group, over all its locks, are unique and rise: a grant that was answered before
 * another was asked for has the smaller one. Thread-safe.
 */
public final class FenceOrder {
    private final List<Grant> grants = new ArrayList<>();

    /** @param asked when the lock was asked for, {@code answered} when the grant was known, in nanoseconds */
    private record Grant(String lock, long owner, long fence, long asked, long answered) {
        String words() {
            return "fence " + fence + " of lock " + lock + " to process " + owner;
        }
    }

    public synchronized void granted(String lock, long owner, long fence, long asked, long answered) {
        grants.add(new Grant(lock, owner, fence, asked, answered));
    }

    public synchronized Optional<String> complaint() {
        Map<Long, Grant> byFence = new HashMap<>();
        for (Grant grant : grants) {
            Grant other = byFence.put(grant.fence(), grant);
            if (other != null) {
                return Optional.of(other.words() + " was given again: " + grant.words());
            }
        }
        List<Grant> byAnswer = new ArrayList<>(grants);
        byAnswer.sort(Comparator.comparingLong(Grant::answered));
        List<Grant> byAsking = new ArrayList<>(grants);
        byAsking.sort(Comparator.comparingLong(Grant::asked));
        Grant greatest = null;
        int known = 0;
        for (Grant grant : byAsking) {
            for (; known < byAnswer.size() && byAnswer.get(known).answered() < grant.asked(); known++) {
                if (greatest == null || byAnswer.get(known).fence() > greatest.fence()) {
                    greatest = byAnswer.get(known);
                }
            }
            if (greatest != null && greatest.fence() > grant.fence()) {
                return Optional.of(grant.words() + " came after " + greatest.words());
            }
        }
        return Optional.empty();
    }
}
