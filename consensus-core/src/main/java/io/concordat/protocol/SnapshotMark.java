package io.concordat.protocol;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.MalformedException;
import io.concordat.membership.Membership;

/**
 * What agreement has to know of a snapshot whose files are synced and verified here.
 *
 * @param membership the configuration in force at its index
 * @param clusterNanos the cluster time its state stands at: what follows must not be earlier
 */
public record SnapshotMark(SnapshotId id, Membership membership, long clusterNanos) {
    static final int MOST_MEMBERSHIP = 1 << 18;

    public long index() {
        return id.index();
    }

    public void encode(ByteWriter out) {
        id.encode(out);
        out.sized(membership.encode());
        out.u64(clusterNanos);
    }

    public static SnapshotMark decode(ByteReader in) throws MalformedException {
        SnapshotId id = SnapshotId.decode(in);
        return new SnapshotMark(id, Membership.decode(in.sized(MOST_MEMBERSHIP)), in.u64());
    }
}
