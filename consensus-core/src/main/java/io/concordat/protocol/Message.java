package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.net.Lane;
import java.util.List;

/**
 * A message between replicas, as the protocol that owns it sees it. Term and index stand here because the envelope
 * binds them under the signature. Immutable.
 */
public interface Message {
    /** The protocol's own code for this kind of message, 1..255. */
    int kind();

    long term();

    long index();

    Lane lane();

    /** Whether the envelope must bear a signature (in a cluster that signs at all). */
    boolean signed();

    /** The small Protobuf body; it travels inside the signed header. */
    Bytes body();

    /**
     * Raw bytes that travel beside the header, uncovered by the signature itself: the body must hold a digest or chain
     * hash that covers them.
     */
    default List<Bytes> payload() {
        return List.of();
    }
}
