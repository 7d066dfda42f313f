package io.concordat.simulation;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.client.ClientSession;
import io.concordat.client.ClusterClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * How a client of the simulation asks, and what it takes for the answer. Honest, but for tests that show that the rules
 * see through clients that are not.
 */
interface Manner {
    Manner HONEST = new Manner() {};

    /** @param nanos virtual time */
    default CompletableFuture<Outcome> submit(ClientSession session, Bytes command, Duration timeout, long nanos) {
        return session.submit(command, timeout);
    }

    /**
     * @param node whom to ask; 0: whoever leads
     * @param nanos virtual time
     */
    default CompletableFuture<Outcome> query(
            ClusterClient client, Bytes query, int node, Duration timeout, long nanos) {
        return client.query(query, node, timeout);
    }
}
