package io.concordat.jepsen.workload;

import io.concordat.jepsen.model.Model;
import io.concordat.node.ClusterConnection;
import java.util.List;
import java.util.Optional;

/** What is run against a cluster. One instance serves one run and all its clients; thread-safe. */
public interface ClusterWorkload {
    String name();

    /** The services its cluster mounts, by the names of their providers. */
    List<String> services();

    /** What the recorded history is judged by. */
    Model<?> model();

    /** The model's name for {@code jepsen check}; empty for one that only this program knows. */
    default String modelName() {
        return "";
    }

    /**
     * One client's life, from its connection to its crash; may block, and fails when no session can be opened.
     *
     * @param connection closed by the caller, after the client
     */
    WorkloadClient open(ClusterConnection connection) throws InterruptedException;

    /** What is wrong apart from the history, such as at a guarded resource. Asked once, at the end. */
    default Optional<String> complaint() {
        return Optional.empty();
    }
}
