package io.concordat.raft;

import io.concordat.bytes.Bytes;
import io.concordat.raft.wire.RaftWire;

/** An amnesiac asks everybody what it may have promised. */
record RecallRequest(long term, long nonce) implements RaftMessage {
    static final int KIND = 9;

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
                RaftWire.RecallRequestBody.newBuilder().setNonce(nonce).build().toByteArray());
    }
}
