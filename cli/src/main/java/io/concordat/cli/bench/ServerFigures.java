package io.concordat.cli.bench;

import io.concordat.client.NodeStatus;
import io.concordat.client.NodeStatus.Figures;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the nodes did between two glances. A node that restarted in between counts from its restart. */
record ServerFigures(SortedMap<Integer, NodeStatus> before, SortedMap<Integer, NodeStatus> after) {
    ServerFigures {
        before = new TreeMap<>(before);
        after = new TreeMap<>(after);
    }

    /** One of the counters. */
    interface Counter {
        double of(Figures figures);
    }

    double sum(Counter counter) {
        double total = 0;
        for (NodeStatus now : after.values()) {
            NodeStatus then = before.get(now.node());
            double start = then == null ? 0 : counter.of(then.figures());
            double end = counter.of(now.figures());
            total += end >= start ? end - start : end;
        }
        return total;
    }

    boolean all(java.util.function.Predicate<Figures> fact) {
        return !after.isEmpty() && after.values().stream().allMatch(s -> fact.test(s.figures()));
    }

    double opsPerBatch() {
        double batches = sum(Figures::batches);
        return batches == 0 ? 0 : sum(Figures::commands) / batches;
    }

    /** Of any node, within the last minute. */
    long longestPauseMillis() {
        return after.values().stream()
                .mapToLong(s -> s.figures().longestPauseMillis())
                .max()
                .orElse(0);
    }

    long syncMicrosP50() {
        return after.values().stream()
                .filter(s -> s.leader() == s.node())
                .mapToLong(s -> s.figures().syncMicrosP50())
                .findFirst()
                .orElse(0);
    }
}
