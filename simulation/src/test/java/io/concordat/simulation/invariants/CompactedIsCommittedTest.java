package io.concordat.simulation.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.membership.Membership;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.SnapshotId;
import io.concordat.protocol.SnapshotMark;
import org.junit.jupiter.api.Test;

/** What a log may drop, and what may stand in its place. */
class CompactedIsCommittedTest {
    private static final Hash OTHER = Hash.of(Bytes.utf8("never committed"));
    private static final Membership MEMBERS = Keyless.members(3);

    private final Checks checks = new Checks(() -> 0);
    private final CompactedIsCommitted rule = new CompactedIsCommitted(checks, historyOfTen());

    /** Ten entries of term 1, agreed on by everybody. */
    private CommittedForever historyOfTen() {
        CommittedForever committed = new CommittedForever(checks);
        for (long index = 1; index <= 10; index++) {
            committed.committed(1, index, 1, entry(index));
        }
        return committed;
    }

    private static Hash entry(long index) {
        return Hash.of(Bytes.utf8("entry " + index));
    }

    private static LogTail place(long index) {
        return new LogTail(1, index, entry(index));
    }

    private static LogStart start(LogTail boundary, LogTail snapshot) {
        SnapshotId id = new SnapshotId(snapshot.index(), snapshot.term(), snapshot.hash(), OTHER, OTHER, 1, 1);
        return new LogStart(boundary, MEMBERS, 0, new SnapshotMark(id, MEMBERS, 0));
    }

    private void marks(LogStart start, long executed) {
        rule.begins(1, start, true, false, executed);
    }

    private void installs(LogTail snapshot, boolean leads, long executed) {
        rule.begins(1, start(snapshot, snapshot), leads, true, executed);
    }

    private void broken(String invariant) {
        assertThat(checks.violations()).extracting(Checks.Violation::invariant).containsExactly(invariant);
    }

    @Test
    void theLogGoesWhereASnapshotOfItsHistoryStands() {
        marks(start(LogTail.EMPTY, place(4)), 5);
        marks(start(place(3), place(6)), 6);
        installs(place(9), false, 6);
        rule.woke(1, 6);
        installs(place(9), false, 8);
        assertThat(checks.violations()).isEmpty();
        assertThat(checks.count()).isPositive();
    }

    @Test
    void aSnapshotOfAnotherHistory() {
        marks(start(LogTail.EMPTY, new LogTail(1, 4, OTHER)), 4);
        broken("compacted-is-committed");
    }

    @Test
    void aSnapshotOfWhatNobodyHasCommitted() {
        marks(start(place(10), place(11)), 11);
        broken("compacted-is-committed");
    }

    @Test
    void aLogCutWithinAnotherHistory() {
        marks(start(new LogTail(1, 3, OTHER), place(4)), 4);
        broken("compacted-is-committed");
    }

    @Test
    void aSnapshotOfWhatWasNotExecutedYet() {
        marks(start(LogTail.EMPTY, place(6)), 5);
        broken("compacted-is-committed");
    }

    @Test
    void aLeaderThatReplacesItsLog() {
        installs(place(9), true, 6);
        broken("install-goes-forward");
    }

    @Test
    void anInstalledSnapshotOlderThanTheState() {
        installs(place(6), false, 6);
        broken("install-goes-forward");
    }

    @Test
    void aMarkThatGoesBack() {
        marks(start(LogTail.EMPTY, place(6)), 8);
        marks(start(LogTail.EMPTY, place(4)), 8);
        broken("snapshots-go-forward");
    }
}
