package io.concordat.jepsen.nemesis;

import io.concordat.client.NodeStatus;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The nodes that may have forgotten what they promised. One that begins with an empty disk looks new, and says that it
 * is whole, until it hears from somebody who remembers its earlier life; so its own word counts only when it has also
 * executed what it can have from others alone.
 */
final class DamagedNodes {
    private final Map<Integer, Long> executedThen = new TreeMap<>();

    /** @param status of all who answer, before the damage is done */
    void add(int node, Map<Integer, NodeStatus> status) {
        long executed = status.values().stream()
                .mapToLong(NodeStatus::appliedIndex)
                .max()
                .orElse(0);
        executedThen.merge(node, executed, Math::max);
    }

    /** @param down those whose word of before does not count */
    boolean allRecovered(Map<Integer, NodeStatus> status, Set<Integer> down) {
        executedThen.entrySet().removeIf(damaged -> {
            NodeStatus own = status.get(damaged.getKey());
            return own != null
                    && !down.contains(damaged.getKey())
                    && own.recovery().isEmpty()
                    && own.appliedIndex() > damaged.getValue();
        });
        return executedThen.isEmpty();
    }
}
