package io.concordat.simulation.invariants;

import io.concordat.bytes.Hash;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a log no longer holds was committed, and stands in a snapshot of just that history: beginning and snapshot are
 * places of the committed order, neither ever goes back, and only a snapshot that replaces the log takes a suffix.
 */
public final class CompactedIsCommitted {
    private final Checks checks;
    private final CommittedForever committed;
    private final TreeMap<Integer, Long> marked = new TreeMap<>();

    public CompactedIsCommitted(Checks checks, CommittedForever committed) {
        this.checks = checks;
        this.committed = committed;
    }

    /** {@code node} writes this beginning; {@code replacing}: a snapshot takes the place of the whole log. */
    public void begins(int node, LogStart start, boolean leads, boolean replacing, long executed) {
        checks.counted();
        LogTail snapshot = start.snapshot().id().place();
        mustBeCommitted(node, snapshot);
        mustBeCommitted(node, start.boundary());
        if (replacing && (leads || snapshot.index() <= executed)) {
            checks.violated(
                    "install-goes-forward",
                    "node " + node + (leads ? " leads and" : "") + " replaces its log, executed up to " + executed
                            + ", by a snapshot at " + snapshot.index());
        }
        if (!replacing && snapshot.index() > executed) {
            checks.violated(
                    "compacted-is-committed",
                    "node " + node + " marks a snapshot at " + snapshot.index() + ", executed up to " + executed);
        }
        Long before = marked.put(node, snapshot.index());
        if (before != null && snapshot.index() <= before) {
            checks.violated(
                    "snapshots-go-forward",
                    "node " + node + " marks a snapshot at " + snapshot.index() + " after one at " + before);
        }
    }

    /** A life begins with this snapshot, 0 for none: a damaged one may have given way to the one before. */
    public void woke(int node, long snapshotIndex) {
        marked.put(node, snapshotIndex);
    }

    private void mustBeCommitted(int node, LogTail place) {
        Hash known = committed.hashAt(place.index());
        if (place.index() > 0 && !place.hash().equals(known)) {
            checks.violated(
                    "compacted-is-committed",
                    "node " + node + " counts on a snapshot of " + place + ", committed there is " + text(known));
        }
    }

    private static String text(@Nullable Hash known) {
        return known == null ? "nothing" : known.toString();
    }
}
