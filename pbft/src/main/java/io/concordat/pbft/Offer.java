package io.concordat.pbft;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.protocol.SnapshotId;

/** The log of its sender does not reach back to what was asked for; this snapshot does, and here is its proof. */
public record Offer(CheckpointCertificate certificate, SnapshotId id) implements PbftMessage {
    static final int KIND = 14;

    @Override
    public int kind() {
        return KIND;
    }

    @Override
    public long term() {
        return 0;
    }

    @Override
    public long index() {
        return certificate.index();
    }

    @Override
    public Bytes body() {
        ByteWriter out = new ByteWriter(1_024);
        certificate.encode(out);
        id.encode(out);
        return out.toBytes();
    }

    @Override
    public String toString() {
        return "OFFER s" + index() + " of " + id.bytes() + " bytes";
    }
}
