package io.concordat.net;

import io.concordat.bytes.Bytes;

/** A client that has proved its key. Thread-safe. */
public interface ClientConnection extends PeerReceiver.Flow {
    /** The Ed25519 public key behind this connection, 32 bytes; in an insecure cluster, the one it claimed. */
    Bytes clientKey();

    /** Whether the key is enrolled as an administrator's. */
    boolean admin();

    /** Sends without blocking; a client that does not read is disconnected when its outbound bound is reached. */
    void send(Frame frame);

    void close(String reason);
}
