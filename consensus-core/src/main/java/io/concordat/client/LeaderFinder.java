package io.concordat.client;

import io.concordat.runtime.RandomSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The guess who leads, shared by all sessions of a client. A hint is followed at once; without one the nodes are
 * asked in turn, slower and slower. A node that was silent is not believed to lead for a while: followers hint at a
 * dead leader until their election timeout. Confined to the client's loop.
 */
final class LeaderFinder {
    private final List<Integer> nodes;
    private final ClientTimeouts timeouts;
    private final Backoff backoff;
    private final SortedMap<Integer, Long> suspectedUntil = new TreeMap<>();
    private int candidate;
    private int failures;
    private long readyAt = Long.MIN_VALUE;

    LeaderFinder(List<Integer> nodes, ClientTimeouts timeouts, RandomSource random) {
        this.nodes = nodes;
        this.timeouts = timeouts;
        this.backoff = new Backoff(timeouts.firstBackoff(), random);
        this.candidate = nodes.get((int) random.nextLong(nodes.size()));
    }

    /** Whom to ask. */
    int candidate() {
        return candidate;
    }

    /** Not before this moment, by the monotonic clock. */
    long readyAt() {
        return readyAt;
    }

    /** {@code node} did what only a leader can. */
    void leads(int node) {
        candidate = node;
        failures = 0;
        readyAt = Long.MIN_VALUE;
        suspectedUntil.remove(node);
    }

    /** {@code node} refused and hints at {@code hint}, 0 if it knows no leader. Ignored once another node is asked. */
    void notLeader(int node, int hint, long now) {
        if (node != candidate && node != Chorus.EVERYBODY) {
            return;
        }
        failures++;
        boolean useful = hint != node && nodes.contains(hint) && !suspected(hint, now);
        candidate = useful ? hint : after(node, now);
        // The first hint costs nothing to follow; two nodes that hint at each other must not make a busy loop.
        readyAt = useful && failures == 1 ? Long.MIN_VALUE : now + backoff.delay(failures, timeouts.longestBackoff());
    }

    /** {@code node} could not be reached, or did not answer in time. */
    void unreachable(int node, long now) {
        suspectedUntil.put(node, now + timeouts.suspicion());
        if (node == candidate || node == Chorus.EVERYBODY) {
            failures++;
            candidate = after(node, now);
            readyAt = now + backoff.delay(failures, timeouts.longestBackoff());
        }
    }

    private int after(int node, long now) {
        int at = nodes.indexOf(node);
        for (int i = 1; i < nodes.size(); i++) {
            int next = nodes.get((at + i) % nodes.size());
            if (!suspected(next, now)) {
                return next;
            }
        }
        return nodes.get((at + 1) % nodes.size());
    }

    private boolean suspected(int node, long now) {
        Long until = suspectedUntil.get(node);
        return until != null && now < until;
    }
}
