package io.concordat.api;

import io.concordat.bytes.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * One replicated state machine, as a program that embeds a node uses it. Thread-safe. Futures are completed off the
 * event loops, so their callbacks may block.
 */
public interface Group {
    String name();

    /**
     * Replicates and executes a command exactly once; finds the leader wherever it is. Bounded by the client timeout.
     */
    CompletableFuture<Outcome> submit(Bytes command);

    default CompletableFuture<Outcome> submit(byte[] command) {
        return submit(Bytes.copyOf(command));
    }

    /** Reads linearizably. */
    CompletableFuture<Outcome> query(Bytes query);

    default CompletableFuture<Outcome> query(byte[] query) {
        return query(Bytes.copyOf(query));
    }
}
