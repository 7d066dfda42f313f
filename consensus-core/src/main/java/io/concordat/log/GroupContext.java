package io.concordat.log;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;

/** What every signature and digest is bound to: cluster id (16 random bytes), group number, configuration epoch. */
public record GroupContext(Bytes cluster, int group, long epoch) {
    public static final int CLUSTER_ID_LENGTH = 16;

    public GroupContext {
        if (cluster.length() != CLUSTER_ID_LENGTH) {
            throw new IllegalArgumentException("a cluster id is 16 bytes, not " + cluster.length());
        }
    }

    /** The 28 bytes that open everything signed or digested in this group. */
    public Bytes prefix() {
        return new ByteWriter(28).raw(cluster).u32(group).u64(epoch).toBytes();
    }
}
