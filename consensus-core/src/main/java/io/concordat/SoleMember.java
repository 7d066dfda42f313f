package io.concordat;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.record.Disk;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import java.util.List;

/**
 * Everything that makes a node a group of one: its cluster, its keys and its client's, and the names of its groups,
 * whose places in the list are their numbers on the wire.
 */
record SoleMember(Bytes cluster, Bytes nodeSeed, Bytes clientSeed, List<String> groups) {
    static final int NODE = 1;

    static SoleMember create(List<String> groups) {
        return new SoleMember(
                Ed25519Signer.newSeed().slice(0, GroupContext.CLUSTER_ID_LENGTH).compact(),
                Ed25519Signer.newSeed(),
                Ed25519Signer.newSeed(),
                groups);
    }

    Membership genesis() {
        return new Membership(
                1,
                List.of(new Member(NODE, new Ed25519Signer(nodeSeed).publicKey())),
                List.of(new Ed25519Signer(clientSeed).publicKey()));
    }

    /** Prepares a disk that never held anything. */
    void format(Disk disk) throws StorageException {
        Membership genesis = genesis();
        for (int group = 0; group < groups.size(); group++) {
            RecordLog.format(disk, new GroupContext(cluster, group, genesis.epoch()), genesis, NODE);
        }
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "SoleMember of " + cluster.toHex() + " with " + groups;
    }
}
