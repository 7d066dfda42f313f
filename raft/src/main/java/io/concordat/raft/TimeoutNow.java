package io.concordat.raft;

import io.concordat.bytes.Bytes;
import io.concordat.raft.wire.RaftWire;

/**
 * The leader's last word of a handover: "stand at once" (thesis §3.10). Good for exactly the log it names, which the
 * receiver has acknowledged.
 */
record TimeoutNow(long term, long lastTerm, long index) implements RaftMessage {
    static final int KIND = 12;

    @Override
    public int kind() {
        return KIND;
    }

    @Override
    public boolean signed() {
        return true;
    }

    @Override
    public Bytes body() {
        return Bytes.wrap(RaftWire.TimeoutNowBody.newBuilder()
                .setLastTerm(lastTerm)
                .build()
                .toByteArray());
    }
}
