package io.concordat.cli.command;

import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.client.ClusterClient;
import io.concordat.client.NodeStatus;
import io.concordat.node.ClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All nodes' status with their hashes at one common index. Nodes apply at their own pace: all are asked for their
 * hash at
 * the highest index seen; while that one runs away under load, at one so far ahead that all can still meet there.
 */
public record ClusterStatus(TreeMap<Integer, Answer> answers) {
    private static final Duration COMMON_INDEX_WAIT = Duration.ofSeconds(1);
    /** How far ahead of a moving log the nodes are asked to meet, and how long they may wait there if it stops. */
    private static final double LEAD_SECONDS = 0.06;

    private static final Duration ONE_MEETING = Duration.ofMillis(300);

    /** A node's answer, or why there is none. */
    public record Answer(@Nullable NodeStatus status, String error) {}

    public static ClusterStatus ask(ClusterConnection connection, Duration timeout) {
        ClusterClient client = connection.client();
        ClusterStatus now = new ClusterStatus(new TreeMap<>()).again(client, client.nodes(), 0, Duration.ZERO, timeout);
        long began = System.nanoTime();
        long deadline = began + COMMON_INDEX_WAIT.toNanos();
        double perSecond = 0;
        while (!now.agreesOnIndex()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            long before = now.highestApplied();
            long asked = System.nanoTime();
            long target = before + (perSecond > 0 ? 1 + (long) (perSecond * LEAD_SECONDS) : 0);
            Duration wait = Duration.ofNanos(Math.min(left, ONE_MEETING.toNanos()));
            now = now.again(client, now.reachableNodes(), target, wait, timeout);
            perSecond = (now.highestApplied() - before) * 1e9 / (System.nanoTime() - asked);
        }
        return now;
    }

    /** Asks {@code nodes} once more; what the others said stays. */
    private ClusterStatus again(
            ClusterClient client, List<Integer> nodes, long index, Duration wait, Duration timeout) {
        TreeMap<Integer, CompletableFuture<NodeStatus>> asked = new TreeMap<>();
        nodes.forEach(n -> asked.put(n, client.status(n, index, wait, timeout)));
        TreeMap<Integer, Answer> all = new TreeMap<>(answers);
        asked.forEach((node, future) -> {
            try {
                all.put(node, new Answer(Asking.await(future, timeout), ""));
            } catch (CommandFailed e) {
                all.put(node, new Answer(null, String.valueOf(e.getMessage())));
            }
        });
        return new ClusterStatus(all);
    }

    public long reachable() {
        return reachableNodes().size();
    }

    private List<Integer> reachableNodes() {
        return answers.entrySet().stream()
                .filter(e -> e.getValue().status() != null)
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    private boolean agreesOnIndex() {
        return answers.values().stream()
                        .map(Answer::status)
                        .filter(Objects::nonNull)
                        .map(s -> s.stateHash().isEmpty() ? -1 - s.node() : s.stateIndex())
                        .distinct()
                        .count()
                <= 1;
    }

    private long highestApplied() {
        return answers.values().stream()
                .map(Answer::status)
                .filter(Objects::nonNull)
                .mapToLong(NodeStatus::appliedIndex)
                .max()
                .orElse(0);
    }
}
