package io.concordat.cli.command;

import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.client.ClusterClient;
import io.concordat.client.NodeStatus;
import io.concordat.node.ClusterConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All nodes' status with their hashes at one common index. Nodes apply at their own pace: each is asked for its hash a
 * little ahead of what all have applied, and whoever is idle there answers with what it has.
 */
public record ClusterStatus(TreeMap<Integer, Answer> answers) {
    private static final Duration COMMON_INDEX_WAIT = Duration.ofSeconds(1);
    private static final int TRIES = 3;

    /** A node's answer, or why there is none. */
    public record Answer(@Nullable NodeStatus status, String error) {}

    public static ClusterStatus ask(ClusterConnection connection, Duration timeout) {
        long deadline = System.nanoTime() + COMMON_INDEX_WAIT.toNanos();
        ClusterStatus now = at(connection.client(), 0, Duration.ZERO, timeout);
        for (int i = 0; i < TRIES && !now.agreesOnIndex(); i++) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative()) {
                break;
            }
            now = at(connection.client(), now.highestApplied(), left, timeout);
        }
        return now;
    }

    private static ClusterStatus at(ClusterClient client, long index, Duration wait, Duration timeout) {
        TreeMap<Integer, CompletableFuture<NodeStatus>> asked = new TreeMap<>();
        client.nodes().forEach(n -> asked.put(n, client.status(n, index, wait, timeout)));
        TreeMap<Integer, Answer> answers = new TreeMap<>();
        asked.forEach((node, future) -> {
            try {
                answers.put(node, new Answer(Asking.await(future, timeout), ""));
            } catch (CommandFailed e) {
                answers.put(node, new Answer(null, String.valueOf(e.getMessage())));
            }
        });
        return new ClusterStatus(answers);
    }

    public long reachable() {
        return answers.values().stream().filter(a -> a.status() != null).count();
    }

    private boolean agreesOnIndex() {
        return answers.values().stream()
                        .map(Answer::status)
                        .filter(Objects::nonNull)
                        .map(s -> s.stateHash().isEmpty() ? -1 : s.stateIndex())
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
