package io.concordat.raft;

import io.concordat.bytes.Bytes;
import io.concordat.raft.wire.RaftWire;

/** "I led {@code term} after you asked under {@code nonce}, and {@code index} was committed by then." */
record ReadIndexReply(long term, long index, long nonce, boolean granted) implements RaftMessage {
    static final int KIND = 14;

    @Override
    public int kind() {
        return KIND;
    }

    @Override
    public Bytes body() {
        return Bytes.wrap(RaftWire.ReadIndexReplyBody.newBuilder()
                .setNonce(nonce)
                .setGranted(granted)
                .build()
                .toByteArray());
    }
}
