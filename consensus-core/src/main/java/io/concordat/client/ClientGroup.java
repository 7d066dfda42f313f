package io.concordat.client;

import io.concordat.api.Group;
import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A group seen through one session of a client, opened at the first command and again when it was lost. Thread-safe.
 */
public final class ClientGroup implements Group {
    private final String name;
    private final ClusterClient client;
    private final Duration timeToLive;
    private final Duration timeout;
    private @Nullable ClientSession session;

    public ClientGroup(String name, ClusterClient client, Duration timeToLive, Duration timeout) {
        this.name = name;
        this.client = client;
        this.timeToLive = timeToLive;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return name;
    }

    /** For what needs sessions of its own. */
    public ClusterClient client() {
        return client;
    }

    @Override
    public CompletableFuture<Outcome> submit(Bytes command) {
        return session().submit(command, timeout).thenCompose(outcome -> again(command, outcome));
    }

    /** Refused because the session was gone means not executed: a new session may execute it. Once, to be bounded. */
    private CompletableFuture<Outcome> again(Bytes command, Outcome outcome) {
        return outcome instanceof Outcome.Refused refused && refused.code().equals(ErrorCode.SESSION_UNKNOWN.name())
                ? session().submit(command, timeout)
                : CompletableFuture.completedFuture(outcome);
    }

    @Override
    public CompletableFuture<Outcome> query(Bytes query) {
        return client.query(query, timeout);
    }

    private synchronized ClientSession session() {
        ClientSession current = session;
        if (current == null || !current.usable()) {
            current = client.startSession(timeToLive, timeout, SessionListener.NONE);
            session = current;
        }
        return current;
    }
}
