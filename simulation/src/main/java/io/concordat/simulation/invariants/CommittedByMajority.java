package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;
import io.concordat.membership.Quorum;

/**
 * What is executed for the first time has been on the synced disks of a majority (Raft §5.3). Agreement alone shows a
 * commit that came too early only if the right nodes lose power in the right order; this shows it at once.
 *
 * <p>What a disk has forgotten since still counts: memory may be lost after a promise was kept.
 */
public final class CommittedByMajority {
    private final Checks checks;
    private final EntryTable[] synced;
    private long executed = 1;

    public CommittedByMajority(Checks checks, int nodes) {
        this.checks = checks;
        synced = new EntryTable[nodes];
        for (int i = 0; i < nodes; i++) {
            synced[i] = new EntryTable();
        }
    }

    public void synced(int node, long index, long term, Hash hash) {
        synced[node - 1].put(index, term, hash);
    }

    /** Entry 1 is the configuration that every member starts from: committed by construction. */
    public void executed(int node, long index, Hash hash) {
        if (index <= executed) {
            return;
        }
        executed = index;
        checks.counted();
        int holders = 0;
        for (EntryTable disk : synced) {
            holders += hash.equals(disk.hashAt(index)) ? 1 : 0;
        }
        if (holders < Quorum.majority(synced.length)) {
            checks.violated(
                    "committed-by-majority",
                    "node " + node + " executes entry " + index + ", which " + holders + " of " + synced.length
                            + " have synced");
        }
    }
}
