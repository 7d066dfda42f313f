package io.concordat.net;

/** The client's side of the wire: dials nodes by number. Thread-safe; nothing here blocks. */
public interface ClientDialer extends AutoCloseable {
    /**
     * Opens a connection; exactly one of {@code opened} and {@code closed} comes first, then frames, then {@code
     * closed}.
     */
    void dial(int node, Listener listener);

    @Override
    void close();

    /** Called on I/O threads, in order per connection. */
    interface Listener {
        void opened(Link link);

        void received(Frame frame);

        /** {@code code} is a stable error code such as CONNECTION_LOST or WRONG_CLUSTER. */
        void closed(String code, String message);
    }

    /** A standing connection. */
    interface Link {
        void send(Frame frame);

        void close();
    }
}
