package io.concordat.record;

import io.concordat.config.Limits;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;

/**
 * Whose log is opened, and how it is judged.
 *
 * @param chained whether entries are contiguous and linked by hash (Raft); else slots may be missing and an entry's
 *     hash is its batch's digest (PBFT)
 * @param incarnation random, of this start: what a later life must know to have this one in its past; 0 for none
 */
public record LogSetup(
        Disk disk,
        GroupContext context,
        Membership genesis,
        int self,
        Limits limits,
        boolean chained,
        long incarnation) {
    public LogSetup(Disk disk, GroupContext context, Membership genesis, int self, Limits limits, boolean chained) {
        this(disk, context, genesis, self, limits, chained, 0);
    }

    public LogSetup as(long thisStart) {
        return new LogSetup(disk, context, genesis, self, limits, chained, thisStart);
    }

    Owner owner() {
        return Owner.of(context, self);
    }
}
