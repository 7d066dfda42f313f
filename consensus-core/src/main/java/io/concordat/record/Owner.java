package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.log.GroupContext;

/** Whose promises stand on a disk. */
record Owner(Bytes cluster, int group, int node) {
    static Owner of(GroupContext context, int self) {
        return new Owner(context.cluster(), context.group(), self);
    }

    /** Another node's memory must never vouch for this one, nor one group's for another. */
    void mustOwn(Owner found, String where) throws StorageException {
        if (!cluster.equals(found.cluster)) {
            throw new StorageException(
                    ErrorCode.WRONG_CLUSTER,
                    where + " belongs to cluster " + found.cluster.toHex() + ", not " + cluster.toHex());
        }
        if (group != found.group || node != found.node) {
            throw new StorageException(
                    ErrorCode.WRONG_IDENTITY,
                    where + " belongs to group " + Integer.toUnsignedString(found.group) + " of node " + found.node
                            + ", not to group " + Integer.toUnsignedString(group) + " of node " + node);
        }
    }
}
