package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.InstallSnapshot;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.runtime.Invariant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Taking another's snapshot in the place of the log (paper §7), each rule with the bug it keeps out: R59 to R69. */
class SnapshotRulesTest {
    /** What a leader with log {@code chain} offers for the state at {@code index}. */
    private static SnapshotMark markOf(List<LogEntry> chain, int index) {
        return new TestSnapshots().take(chain.subList(0, index));
    }

    private static InstallSnapshot offer(long term, SnapshotMark mark) {
        return new InstallSnapshot(term, mark, 1, 0);
    }

    /** The snapshot a host would have fetched, and its state. */
    private static void fetched(Bench b, List<LogEntry> chain, int index) {
        SnapshotMark mark = b.replica.snapshots.take(chain.subList(0, index));
        b.replica.step(new Event.SnapshotReady(mark));
    }

    private static <T extends Effect> List<T> asked(Bench b, Class<T> kind) {
        return b.replica.trace.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Bench follower(long... terms) {
        Bench b = new Bench(3, new Recovery.Intact(), 3, terms);
        b.replica.autoFetch = false;
        return b;
    }

    @Test
    void R59_aLogThatDiffersAtTheSnapshotsPlaceIsReplacedAsAWhole() {
        Bench b = follower(1, 1, 1, 1);
        List<LogEntry> leaders = Bench.chain(1, 2, 2);
        b.hear(2, offer(3, markOf(leaders, 4)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).singleElement().satisfies(e -> assertThat(e.sources())
                .containsExactly(2, 3));
        fetched(b, leaders, 4);
        assertThat(b.replica.disk.log).isEmpty();
        assertThat(b.replica.disk.boundary()).isEqualTo(markOf(leaders, 4).id().place());
        AppendReply reply = b.lastSaid(AppendReply.class);
        assertThat(reply.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(reply.index()).isEqualTo(4);
        b.hear(2, Bench.append(3, Bench.chain(1, 2, 2, 3), 5, 5, 5));
        assertThat(b.lastSaid(AppendReply.class).index()).isEqualTo(5);
        assertThat(b.replica.applied).hasSize(5);
    }

    @Test
    void R60_aLogThatHoldsTheSnapshotsPlaceKeepsWhatFollowsIt() {
        Bench b = follower(1, 1, 1, 1, 1);
        b.hear(2, Bench.append(3, Bench.chain(1, 1, 1, 1, 1), 7, 6, 1));
        b.silence();
        b.hear(2, offer(3, markOf(Bench.chain(1, 1, 1, 1, 1), 4)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).isEmpty();
        assertThat(b.replica.disk.log).hasSize(6);
        assertThat(b.lastSaid(AppendReply.class).index()).isEqualTo(4);
        assertThat(b.replica.commit()).isEqualTo(4);
    }

    @Test
    void R60_entriesThatComeDuringATransferMakeItNeedless() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 3)));
        b.hear(2, Bench.append(3, leaders, 3, 4, 3));
        assertThat(asked(b, Effect.AbandonInstall.class)).hasSize(1);
        fetched(b, leaders, 3);
        assertThat(b.replica.disk.log).hasSize(4);
        assertThat(asked(b, Effect.SwapState.class)).isEmpty();
    }

    @Test
    void R61_anOlderSnapshotChangesNothing() {
        Bench b = follower(1, 1, 1);
        b.hear(2, Bench.append(3, Bench.chain(1, 1, 1), 5, 4, 4));
        b.silence();
        b.hear(2, offer(3, markOf(Bench.chain(1, 1, 1), 2)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).isEmpty();
        assertThat(b.replica.commit()).isEqualTo(4);
        assertThat(b.accusations()).isEmpty();
    }

    @Test
    void R61_anotherSnapshotOfWhatIsCommittedIsRefusedAndItsSenderNamed() {
        Bench b = follower(1, 1, 1);
        b.hear(2, Bench.append(3, Bench.chain(1, 1, 1), 5, 4, 4));
        b.hear(2, offer(3, markOf(Bench.chain(1, 2, 2), 4)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).isEmpty();
        assertThat(b.accusations()).singleElement().asString().contains("committed");
    }

    @Test
    void R62_theLogMovesInOneWriteThenTheStateThenItIsAcknowledged() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.replica.autoSync = false;
        b.silence();
        fetched(b, leaders, 4);
        List<RecordOp> ops = b.replica.disk.pending.getLast().ops();
        assertThat(ops).hasSize(2);
        assertThat(ops.get(0))
                .isInstanceOfSatisfying(
                        RecordOp.Put.class, put -> assertThat(put.key().kind()).isEqualTo(RecordKind.SNAPSHOT_MARK));
        b.hear(2, offer(3, markOf(leaders, 4)));
        assertThat(b.said(AppendReply.class)).isEmpty();
        assertThat(b.replica.applied).hasSize(1);
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.lastSaid(AppendReply.class).index()).isEqualTo(4);
        assertThat(b.replica.applied).hasSize(4);
    }

    @Test
    void R62_aCrashBeforeTheWriteIsSyncedLeavesLogAndStateAsTheyWere() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.replica.autoSync = false;
        fetched(b, leaders, 4);
        b.replica.crash();
        b.replica.start(new Recovery.Intact());
        assertThat(b.replica.last()).isEqualTo(2);
        b.replica.crash();
        b.replica.disk.pending.clear();
        b.replica.start(new Recovery.Intact());
        b.hear(2, Bench.append(3, Bench.chain(1), 3, 2, 2));
        assertThat(b.replica.commit()).isEqualTo(2);
    }

    @Test
    void R62_aCrashAfterTheWriteWakesUpWithTheNewState() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.replica.autoSync = false;
        fetched(b, leaders, 4);
        while (!b.replica.disk.pending.isEmpty()) {
            b.replica.disk.syncOne();
        }
        b.replica.crash();
        b.replica.start(new Recovery.Intact());
        assertThat(b.replica.last()).isEqualTo(4);
        assertThat(b.replica.commit()).isEqualTo(4);
        assertThat(b.replica.applied).hasSize(4);
    }

    @Test
    void R63_aSnapshotOfAnotherHistoryThanTheLogsStopsTheReplica() {
        Bench b = new Bench(1);
        b.tick(Bench.TIMEOUT_TICKS);
        b.cluster.propose(1);
        assertThat(b.replica.applied.size()).isGreaterThan(2);
        LogEntry forged = Fixtures.entry(b.replica.applied.get(0).hash(), 2, 7, 7);
        SnapshotMark mark = new TestSnapshots().take(List.of(b.replica.applied.get(0), forged));
        assertThatThrownBy(() -> b.replica.step(new Event.SnapshotReady(mark))).isInstanceOf(Invariant.Violation.class);
    }

    @Test
    void R64_aSnapshotThatComesLateDoesNotTakeThePlaceOfALaterOne() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        b.hear(2, Bench.append(3, leaders, 3, 2, 2));
        SnapshotMark own = new TestSnapshots().take(b.replica.applied);
        b.hear(2, offer(3, markOf(leaders, 4)));
        fetched(b, leaders, 4);
        b.replica.step(new Event.SnapshotReady(own));
        assertThat(b.replica.disk.snapshot()).isEqualTo(markOf(leaders, 4));
    }

    @Test
    void R66_anotherLeadersOfferTakesThePlaceOfTheFirstAndOneRepeatedChangesNothing() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.hear(3, offer(4, markOf(leaders, 5)));
        assertThat(asked(b, Effect.InstallSnapshot.class))
                .extracting(e -> e.id().index())
                .containsExactly(4L, 5L);
        fetched(b, leaders, 4);
        assertThat(asked(b, Effect.SwapState.class)).isEmpty();
        fetched(b, leaders, 5);
        assertThat(asked(b, Effect.SwapState.class)).hasSize(1);
    }

    @Test
    void R66_aSnapshotThatCannotBeHadIsDeclinedAndAnotherOneOffered() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.replica.step(new Event.SnapshotFailed(markOf(leaders, 4).id(), false, "nobody has it"));
        AppendReply reply = b.lastSaid(AppendReply.class);
        assertThat(reply.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(reply.index()).isEqualTo(4);
        b.hear(2, offer(3, markOf(leaders, 4)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).hasSize(2);
    }

    @Test
    void R69_offersRepeatedDuringASlowSwapLeadToOneInstall() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1);
        for (int i = 0; i < 5; i++) {
            b.hear(2, offer(3, markOf(leaders, 4)));
            b.tick(20);
        }
        b.replica.autoSync = false;
        fetched(b, leaders, 4);
        for (int i = 0; i < 5; i++) {
            b.hear(2, offer(3, markOf(leaders, 4)));
        }
        b.replica.syncAll();
        b.replica.pump();
        b.hear(2, offer(3, markOf(leaders, 4)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).hasSize(1);
        assertThat(asked(b, Effect.SwapState.class)).hasSize(1);
    }

    @Test
    void R69_anotherOfferDuringASlowSwapWaitsForIt() {
        Bench b = follower(1);
        List<LogEntry> leaders = Bench.chain(1, 1, 1, 1, 1);
        b.hear(2, offer(3, markOf(leaders, 4)));
        b.replica.autoSync = false;
        fetched(b, leaders, 4);
        b.hear(2, offer(3, markOf(leaders, 6)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).hasSize(1);
        b.replica.syncAll();
        b.replica.pump();
        b.hear(2, offer(3, markOf(leaders, 6)));
        assertThat(asked(b, Effect.InstallSnapshot.class)).hasSize(2);
    }
}
