package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;

/** Leader completeness (Raft §5.4): who comes to lead holds everything committed in earlier terms. */
public final class LeaderCompleteness {
    private final Checks checks;
    private final CommittedForever committed;

    public LeaderCompleteness(Checks checks, CommittedForever committed) {
        this.checks = checks;
        this.committed = committed;
    }

    /** {@code log}: what {@code node} holds as it begins to lead in {@code term}. */
    public void elected(int node, long term, EntryTable log) {
        checks.counted();
        long index = committed.lastIndex();
        while (index > 0 && committed.termAt(index) >= term) {
            index--;
        }
        index = Math.max(index, log.base()); // what a snapshot holds is held, if it is a snapshot of that history
        Hash owed = committed.hashAt(index);
        if (owed != null && !owed.equals(log.hashAt(index))) {
            checks.violated(
                    "leader-completeness",
                    "node " + node + " leads in term " + term + " with a log up to " + log.lastIndex()
                            + " that lacks the committed entry " + index + " of term " + committed.termAt(index));
        }
    }
}
