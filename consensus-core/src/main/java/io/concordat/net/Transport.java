package io.concordat.net;

import java.util.concurrent.Executor;

/**
 * Carries frames between nodes, and between nodes and clients. Thread-safe; nothing here blocks.
 *
 * <p>Delivery is at most once and in order per peer and lane while a connection stands; a lost connection loses what
 * was under way. Peers are dialled and re-dialled by the transport (with back-off); it refuses nodes of another
 * cluster, key, wire version or configuration.
 */
public interface Transport extends AutoCloseable {
    /**
     * Begins to listen and to dial. Callbacks come on I/O threads (in order per peer and lane, per client connection).
     */
    void start(PeerReceiver peers, ClientReceiver clients);

    /** Drops the frame when no connection stands or the peer's outbound bound is reached: protocols retransmit. */
    void send(int node, Lane lane, Frame frame);

    /**
     * Runs {@code task}, which prepares a frame for that lane, where it costs least: on the connection's I/O thread, or
     * in {@code pool} while none stands.
     */
    default void prepare(int node, Lane lane, Executor pool, Runnable task) {
        pool.execute(task);
    }

    /** Closes every connection and stops listening. Idempotent. */
    @Override
    void close();
}
