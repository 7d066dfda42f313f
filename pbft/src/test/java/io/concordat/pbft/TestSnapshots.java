package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import java.util.List;
import java.util.TreeMap;

/** The snapshots on one disk: a state is the list of what was executed. Equal states have equal names. */
final class TestSnapshots {
    static final long BYTES = 100;

    private final TreeMap<Long, Snapshot> byIndex = new TreeMap<>();

    private record Snapshot(SnapshotMark mark, List<Batch> state) {}

    /** The root of the state that stands at {@code hash} of the chain. */
    static Hash root(Hash hash) {
        return Hash.of(hash.bytes());
    }

    static SnapshotId id(LogTail at) {
        Hash manifest = Hash.of(Bytes.utf8("manifest " + at.hash()));
        return new SnapshotId(at.index(), 0, at.hash(), root(at.hash()), manifest, BYTES, 1);
    }

    SnapshotMark take(LogTail at, List<Batch> executed, Membership members) {
        SnapshotMark mark = new SnapshotMark(
                id(at), members, executed.get(executed.size() - 1).proposedNanos());
        byIndex.put(at.index(), new Snapshot(mark, List.copyOf(executed)));
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

    List<Batch> state(SnapshotId id) {
        return byIndex.get(id.index()).state();
    }

    void forget() {
        byIndex.clear();
    }

    void forgetBefore(long index) {
        byIndex.headMap(index).clear();
    }
}
