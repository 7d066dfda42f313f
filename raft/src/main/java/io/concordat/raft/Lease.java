package io.concordat.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A leader's lease: for a while after a majority has answered a heartbeat nobody else can be elected, because each of
 * them has promised not to vote for a whole election timeout (thesis §6.4.1). The leader counts from the moment the
 * heartbeat <em>left</em>, by its monotonic clock, and less than that timeout by what two clocks may drift apart.
 */
final class Lease {
    private final TreeMap<Long, Long> leftAt = new TreeMap<>();
    private final TreeMap<Integer, Long> answered = new TreeMap<>();
    private final long nanos;

    /** {@code nanos} 0: this group has no leases. */
    Lease(long nanos) {
        this.nanos = nanos;
    }

    boolean exists() {
        return nanos > 0;
    }

    /** Heartbeats of {@code round}, which no earlier one bore, leave now. */
    void begun(long round, long now) {
        leftAt.put(round, now);
        while (leftAt.firstEntry().getValue() + nanos < now) {
            leftAt.pollFirstEntry(); // an answer to it would prove nothing any more
        }
    }

    void answered(int voter, long round) {
        Long left = leftAt.get(round);
        if (left != null) {
            answered.merge(voter, left, Math::max);
        }
    }

    boolean holds(Iterable<Integer> voters, int self, long now) {
        if (!exists()) {
            return false;
        }
        List<Long> since = new ArrayList<>();
        for (int voter : voters) {
            since.add(voter == self ? now : answered.getOrDefault(voter, Long.MIN_VALUE));
        }
        long majority = CommitRule.majorityReached(
                since.stream().mapToLong(Long::longValue).toArray());
        return majority != Long.MIN_VALUE && now - majority < nanos;
    }

    /** Nothing that was said before counts any more. */
    void revoke() {
        leftAt.clear();
        answered.clear();
    }
}
