package io.concordat.net;

/** What a frame is; the code is part of the wire format and unknown codes close the connection. */
public enum FrameKind {
    /** Must be the first frame of a connection, both ways. */
    HELLO(1),
    /** A connection is refused; the header holds an error code and a message. */
    REJECT(2),
    /** An {@link io.concordat.crypto.Envelope} between replicas. */
    PEER(3),
    /** A client's encoded bundle, as payload. */
    BUNDLE(4),
    /** Results of a bundle, or why it has none. */
    REPLIES(5),
    QUERY(6),
    QUERY_REPLY(7),
    /** Numbered session events, leader to client. */
    EVENTS(8),
    STATUS(9),
    STATUS_REPLY(10),
    /** An administrator's wish; over connections with an enrolled administrator's key only. */
    ADMIN(11),
    ADMIN_REPLY(12),
    /** A client asks for proof: a receipt of its own command, or the evidence kept; see {@link ProofFrames}. */
    PROOF(13),
    PROOF_REPLY(14);

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
