package io.concordat.simulation.invariants;

import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.PromiseRules;

/**
 * A log counts on a snapshot, its own or another's, only with what its protocol takes for proof (PBFT: a quorum's
 * signatures under place, state and size), written in the same write; and on equal states at equal indexes.
 */
public final class SnapshotIsProved {
    private final Checks checks;
    private final PromiseRules rules;
    private final EqualRoots roots;

    public SnapshotIsProved(Checks checks, PromiseRules rules, EqualRoots roots) {
        this.checks = checks;
        this.rules = rules;
        this.roots = roots;
    }

    /** {@code node} lets its log begin at {@code start} by {@code write}. */
    public void begins(int node, LogStart start, LogWrite write) {
        checks.counted();
        String flaw = rules.unproved(start, write);
        if (flaw != null) {
            checks.violated(
                    "snapshot-is-proved",
                    "node " + node + " counts on a snapshot at "
                            + start.snapshot().index() + ": " + flaw);
        }
        roots.root(node, start.snapshot().index(), start.snapshot().id().root().bytes());
    }
}
