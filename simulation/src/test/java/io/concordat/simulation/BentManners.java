package io.concordat.simulation;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.client.ClientSession;
import io.concordat.client.ClusterClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Clients that do not tell the truth about what they asked and heard. */
final class BentManners {
    private BentManners() {}

    /** Sends a command again under a new number, as one does without sessions. */
    static final class RetriesAnew implements Manner {
        @Override
        public CompletableFuture<Outcome> submit(ClientSession session, Bytes command, Duration timeout, long nanos) {
            CompletableFuture<Outcome> first = session.submit(command, timeout);
            if (nanos % 10 == 0) {
                session.submit(command, timeout);
            }
            return first;
        }
    }

    /** Calls failed what it did not wait for. */
    static final class UnknownIsFailed implements Manner {
        @Override
        public CompletableFuture<Outcome> submit(ClientSession session, Bytes command, Duration timeout, long nanos) {
            return session.submit(command, timeout)
                    .thenApply(outcome -> outcome instanceof Outcome.Unknown unknown
                            ? new Outcome.Refused("TIMEOUT", unknown.message())
                            : outcome);
        }
    }

    /** Calls done what it has not even handed over, with the answer to what it asked before. */
    static final class DoneBeforeItIs implements Manner {
        private volatile Outcome last = new Outcome.Unknown("nothing yet");

        @Override
        public CompletableFuture<Outcome> submit(ClientSession session, Bytes command, Duration timeout, long nanos) {
            if (nanos % 10 == 0) {
                return CompletableFuture.completedFuture(last);
            }
            return session.submit(command, timeout).whenComplete((outcome, failure) -> last = outcome);
        }
    }

    /** Answers from a cache of its own. */
    static final class Caches implements Manner {
        private static final long FRESH = 500_000_000;
        private final Map<Bytes, Cached> cached = new HashMap<>();

        private record Cached(Outcome outcome, long nanos) {}

        @Override
        public CompletableFuture<Outcome> query(
                ClusterClient client, Bytes query, int node, Duration timeout, long nanos) {
            Cached known = cached.get(query);
            if (known != null && nanos - known.nanos() < FRESH) {
                return CompletableFuture.completedFuture(known.outcome());
            }
            return client.query(query, node, timeout)
                    .whenComplete((outcome, failure) -> cached.put(query, new Cached(outcome, nanos)));
        }
    }
}
