package io.concordat.net;

/** What a node does with its peers' traffic. Called on I/O threads; must not block. */
public interface PeerReceiver {
    /** What to tell {@code node} when a connection opens. */
    PeerHello hello(int node);

    /** All lanes to and from {@code node} stand. */
    void connected(int node, PeerHello theirs);

    /** {@code reset}: the other side's kernel reset the connection. */
    void disconnected(int node, boolean reset);

    /**
     * One frame. {@code flow} lets the receiver stop reading from that peer while it has too many bytes queued.
     */
    void received(int node, Lane lane, Frame frame, Flow flow);

    /** A switch on one connection's reading side; thread-safe, idempotent. */
    interface Flow {
        void pause();

        void resume();
    }
}
