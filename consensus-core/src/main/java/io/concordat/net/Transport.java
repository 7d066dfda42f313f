package io.concordat.net;

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

    /** Closes every connection and stops listening. Idempotent. */
    @Override
    void close();
}
