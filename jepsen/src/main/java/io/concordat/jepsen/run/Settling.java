package io.concordat.jepsen.run;

import io.concordat.bytes.Bytes;
import io.concordat.client.NodeStatus;
import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.workload.ClusterWorkload;
import io.concordat.jepsen.workload.Scribe;
import io.concordat.node.ClusterConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The last phase: every node runs again, everything is read back, all states are equal. The limits are generous,
 * because a slow machine must make a run longer, not wrong.
 */
final class Settling {
    private static final Duration STARTING = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration MEETING = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofMillis(200);

    private final TestedCluster cluster;
    private final ClusterWorkload workload;
    private final Scribe scribe;

    /** @param scribe of the client that reads everything back */
    Settling(TestedCluster cluster, ClusterWorkload workload, Scribe scribe) {
        this.cluster = cluster;
        this.workload = workload;
        this.scribe = scribe;
    }

    /**
     * What came out of it.
     *
     * @param trouble why it did not come to its end; empty when it did
     * @param hashes of every node's state at {@code index}
     */
    record Settled(String trouble, long index, Map<Integer, String> hashes) {
        boolean statesDiffer() {
            return hashes.values().stream().distinct().count() > 1;
        }
    }

    Settled settle() throws InterruptedException {
        cluster.network().heal();
        try {
            for (int node : cluster.nodes()) {
                cluster.processes().signal(node, "CONT");
            }
            cluster.processes().startAll(STARTING);
        } catch (IOException | TimeoutException e) {
            return failed("a node does not start again: " + e.getMessage());
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        if (!readBack(deadline)) {
            return failed("not everything could be read back within " + PATIENCE.toSeconds() + " s of healing");
        }
        return meet(deadline);
    }

    private static Settled failed(String trouble) {
        return new Settled(trouble, 0, Map.of());
    }

    private boolean readBack(long deadline) throws InterruptedException {
        while (System.nanoTime() - deadline < 0) {
            // The last client's number is one behind those of the workers.
            try (ClusterConnection connection = cluster.connect(0)) {
                if (workload.open(connection).readBack(scribe)) {
                    return true;
                }
            } catch (CompletionException e) {
                // No leader yet.
                TimeUnit.NANOSECONDS.sleep(REST.toNanos());
            }
        }
        return false;
    }

    /** All nodes at one index; sessions that expire and leases that end still move the log now and then. */
    private Settled meet(long deadline) throws InterruptedException {
        while (System.nanoTime() - deadline < 0) {
            long target = cluster.status().values().stream()
                    .mapToLong(NodeStatus::appliedIndex)
                    .max()
                    .orElse(0);
            Map<Integer, NodeStatus> there = cluster.status(target, MEETING);
            List<Bytes> hashes =
                    there.values().stream().map(NodeStatus::stateHash).toList();
            boolean met = there.size() == cluster.nodes().size()
                    && hashes.stream().noneMatch(Bytes::isEmpty)
                    && there.values().stream().allMatch(s -> s.stateIndex() == target);
            if (met) {
                Map<Integer, String> byNode = new TreeMap<>();
                there.forEach(
                        (node, status) -> byNode.put(node, status.stateHash().toHex()));
                return new Settled("", target, byNode);
            }
            TimeUnit.NANOSECONDS.sleep(REST.toNanos());
        }
        return failed("the nodes did not come to one index within " + PATIENCE.toSeconds() + " s of healing");
    }
}
