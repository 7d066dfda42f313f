package io.concordat.record;

import io.concordat.config.Limits;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;

/**
 * Whose log is opened, and how it is judged.
 *
 * @param chained whether entries are contiguous and linked by hash (Raft); else slots may be missing and an entry's
 *     hash is its batch's digest (PBFT)
 */
public record LogSetup(Disk disk, GroupContext context, Membership genesis, int self, Limits limits, boolean chained) {
    Owner owner() {
        return Owner.of(context, self);
    }
}
