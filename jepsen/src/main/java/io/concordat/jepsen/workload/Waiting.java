package io.concordat.jepsen.workload;

import io.concordat.client.ClientSession;
import io.concordat.client.SessionListener;
import io.concordat.node.ClusterConnection;
import io.concordat.services.ServiceLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How long a workload's clients wait, and how. */
final class Waiting {
    /** For one operation: longer than a fail-over, shorter than most faults. */
    static final Duration OPERATION = Duration.ofMillis(2_500);

    static final Duration SESSION = Duration.ofSeconds(60);
    private static final Duration OPENING = Duration.ofSeconds(5);

    private Waiting() {}

    /** Of a future that ends by itself. */
    static <T> T on(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    /** A link through a fresh session; throws {@link CompletionException} when none is to be had. */
    static ServiceLink session(ClusterConnection connection) throws InterruptedException {
        ClientSession session = on(connection.client().openSession(SESSION, OPENING, SessionListener.NONE));
        return ServiceLink.of(
                command -> session.submit(command, OPERATION),
                query -> connection.client().query(query, OPERATION));
    }
}
