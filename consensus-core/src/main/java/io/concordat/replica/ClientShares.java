package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.runtime.Budget;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One part of a budget per client key, shared by the key's connections. A key that has left and still holds something
 * keeps its part, so that coming back does not wash it clean. Thread-safe.
 */
final class ClientShares {
    private final Budget whole;
    private final Map<Bytes, Share> shares = new LinkedHashMap<>();

    private static final class Share {
        private final Budget budget;
        private int connections;

        private Share(Budget budget) {
            this.budget = budget;
        }
    }

    ClientShares(Budget whole) {
        this.whole = whole;
    }

    /** For one more connection of {@code key}. */
    synchronized Budget enter(Bytes key) {
        if (!shares.containsKey(key)) {
            // Only what is held keeps a part alive, and what is held is bounded.
            shares.values().removeIf(s -> s.connections == 0 && s.budget.taken() == 0);
        }
        Share share = shares.computeIfAbsent(key.compact(), k -> new Share(whole.part()));
        share.connections++;
        return share.budget;
    }

    synchronized void leave(Bytes key) {
        Share share = shares.get(key);
        if (share != null) {
            share.connections--;
        }
    }
}
