package io.concordat.raft;

import io.concordat.bytes.Bytes;
import io.concordat.raft.wire.RaftWire;

/** A follower asks for the index at which it may answer a read; {@code nonce} is never used twice in a life. */
record ReadIndex(long term, long nonce) implements RaftMessage {
    static final int KIND = 13;

    @Override
    public int kind() {
        return KIND;
    }

    @Override
    public long index() {
        return 0;
    }

    @Override
    public Bytes body() {
        return Bytes.wrap(
                RaftWire.ReadIndexBody.newBuilder().setNonce(nonce).build().toByteArray());
    }
}
