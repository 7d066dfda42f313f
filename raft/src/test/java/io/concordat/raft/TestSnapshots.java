package io.concordat.raft;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** The snapshots on one disk: a state is the list of what was executed. Equal states have equal names. */
final class TestSnapshots {
    private final TreeMap<Long, Snapshot> byIndex = new TreeMap<>();

    private record Snapshot(SnapshotMark mark, List<LogEntry> state) {}

    SnapshotMark take(List<LogEntry> executed) {
        LogEntry last = executed.get(executed.size() - 1);
        Hash content = Hash.of(Bytes.utf8("state at " + last.hash()));
        SnapshotId id = new SnapshotId(last.index(), last.term(), last.hash(), content, content, 100, 1);
        Membership members = executed.stream()
                .map(e -> e.batch().membership())
                .filter(Objects::nonNull)
                .reduce((a, b) -> b)
                .orElseThrow();
        SnapshotMark mark = new SnapshotMark(id, members, last.batch().proposedNanos());
        byIndex.put(last.index(), new Snapshot(mark, List.copyOf(executed)));
        return mark;
    }

    boolean has(SnapshotId id) {
        Snapshot found = byIndex.get(id.index());
        return found != null && found.mark().id().equals(id);
    }

    SnapshotMark copy(TestSnapshots from, SnapshotId id) {
        byIndex.put(id.index(), from.byIndex.get(id.index()));
        return byIndex.get(id.index()).mark();
    }

    List<LogEntry> state(SnapshotId id) {
        return byIndex.get(id.index()).state();
    }

    void forget() {
        byIndex.clear();
    }
}
