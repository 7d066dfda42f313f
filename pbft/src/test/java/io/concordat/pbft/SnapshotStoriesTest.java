package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints, compaction and what becomes of a transfer: P44, P45, P48, P49, P52, P53. */
class SnapshotStoriesTest {
    @Test
    void P48_nothingIsForgottenBeforeAQuorumHasSignedTheState() {
        TestGroup group = SnapshotScenes.group();
        group.lose(f -> f.says(Phase.CHECKPOINT));
        group.requests(120);
        assertThat(group.all).allSatisfy(m -> assertThat(m.marked()).isZero());
        group.loseNothing();
        group.pass(2_000);
        assertThat(group.all).allSatisfy(m -> {
            assertThat(m.marked()).isEqualTo(64);
            assertThat(m.firstIndex()).isEqualTo(1);
        });
    }

    @Test
    void P49_whatFollowsTheSnapshotBeforeStaysWithItsProofs() {
        TestGroup group = SnapshotScenes.group();
        group.requests(200);
        assertThat(group.all).allSatisfy(m -> {
            assertThat(m.marked()).isEqualTo(192);
            assertThat(m.firstIndex()).isEqualTo(129);
            assertThat(m.certificate(128)).isNull();
            assertThat(m.entries())
                    .allSatisfy(e -> assertThat(m.certificate(e.index())).isNotNull());
        });
    }

    @Test
    void P48_entriesTheirProofsAndTheMarkWithItsOwnGoInOneWrite() {
        TestGroup group = SnapshotScenes.group();
        group.requests(150);
        List<RecordOp> ops = group.member(2).writes.stream()
                .filter(w ->
                        w.ops().stream().anyMatch(o -> o instanceof RecordOp.Delete d && d.kind() == RecordKind.BATCH))
                .findFirst()
                .orElseThrow()
                .ops();
        assertThat(ops)
                .anyMatch(o -> o instanceof RecordOp.Put p && p.key().kind() == RecordKind.SNAPSHOT_MARK)
                .anyMatch(o -> o instanceof RecordOp.Put p
                        && p.key().equals(new RecordKey(RecordKind.OWN_MESSAGE, Journal.markedPlace())))
                .anyMatch(o -> o.equals(new RecordOp.Delete(RecordKind.BATCH, 1, 65)))
                .anyMatch(o -> o.equals(new RecordOp.Delete(RecordKind.CERTIFICATE, 1, 65)));
    }

    /** The others tell what follows, as decided, while the write that moves the log is still under way. */
    @Test
    void P61_whatFollowsASnapshotWaitsForItsState() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember late = group.member(4);
        late.diskStandsAt = w -> w.ops().stream()
                .anyMatch(o -> o instanceof RecordOp.Put p && p.key().kind() == RecordKind.SNAPSHOT_MARK);
        group.lose(f -> f.to() == 4 && (f.message() instanceof PrePrepare || f.message() instanceof Vote));
        late.start();
        group.pass(5_000);
        assertThat(late.protocol.status().commitIndex()).as("told").isEqualTo(401);
        assertThat(late.applied).as("and not executed").hasSize(1);
        late.diskStandsAt = w -> false;
        group.pass(1_000);
        assertThat(late.applied).hasSize(401);
        assertThat(group.equal()).isTrue();
    }

    @Test
    void whoWasAwayForLongComesBackByASnapshotAndTheSlotsAfterIt() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        group.member(4).start();
        group.pass(5_000);
        assertThat(group.member(4).installs).isNotEmpty();
        assertThat(group.executed()).containsOnly(401L);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).applied).hasSize(401);
        group.member(3).crash();
        group.requests(1);
        assertThat(group.executed()).containsOnly(402L);
    }

    @Test
    void aWipedMemberComesBackAlthoughAllHaveCompactedAndFourLiveAgain() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        group.member(4).wipe();
        group.member(4).start();
        group.sent.clear();
        group.pass(1_000);
        assertThat(group.sent).noneMatch(f -> f.from() == 4 && f.message() instanceof PbftMessage.Signed);
        group.pass(10_000);
        assertThat(group.member(4).protocol.status().role()).isEqualTo(Role.BACKUP);
        assertThat(group.equal()).isTrue();
        group.member(3).crash();
        long before = group.member(1).executed();
        group.requests(1);
        assertThat(group.executed()).containsOnly(before + 1);
    }

    @Test
    void whatMembersInContactStillNeedIsKept() {
        TestGroup group = SnapshotScenes.group();
        group.lose(f -> f.to() == 4);
        group.requests(100);
        for (int i = 0; i < 6; i++) {
            // It hears nothing, and shows that it is there.
            group.pass(500);
            group.requests(50);
        }
        assertThat(group.member(1).marked()).isGreaterThan(300);
        assertThat(group.member(1).firstIndex()).isEqualTo(1);
        group.loseNothing();
        group.pass(5_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).installs).isEmpty();
    }

    @Test
    void P52_aViewChangeDuringTheTransferIsEnteredAndItsSlotsAreVotedForAfterwards() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(1_000);
        assertThat(four.installs).hasSize(1);
        // Prepared, committed nowhere, and the primary dies: the next view needs all who are left, node 4 among them.
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        group.requests(1);
        group.member(1).crash();
        group.pass(4_000);
        assertThat(four.view()).isEqualTo(1);
        assertThat(four.executed()).isEqualTo(1);
        assertThat(group.member(2).executed()).isEqualTo(401);
        group.loseNothing();
        four.fetch(four.installs.get(0));
        group.settle();
        group.pass(3_000);
        assertThat(group.equal()).isTrue();
        long there = four.executed();
        assertThat(there).isGreaterThanOrEqualTo(402);
        group.propose(2, 9_999);
        group.pass(500);
        assertThat(group.executed()).containsOnly(there + 1);
    }

    @Test
    void P52_aPrimaryThatHadItsSnapshotOnlyAfterItsViewBeganProposesAfterAll() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        group.member(4).start();
        group.pass(5_000);
        TestMember two = group.member(2);
        two.crash();
        group.requests(200);
        group.pass(6_000);
        group.requests(200);
        two.autoFetch = false;
        two.start();
        group.pass(1_000);
        assertThat(two.installs).hasSize(1);
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        group.requests(1);
        group.member(1).crash();
        group.pass(2_500);
        group.loseNothing();
        two.fetch(two.installs.get(0));
        group.settle();
        group.pass(20_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.executed()).allMatch(index -> index >= 802);
    }

    @Test
    void P53_whatWasDecidedMeanwhileMakesATransferNeedlessAndNothingRunsTwice() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(1_000);
        Effect.InstallSnapshot first = four.installs.get(0);
        four.fetch(first);
        group.settle();
        group.pass(3_000);
        assertThat(four.executed()).isEqualTo(401);
        four.step(new Event.SnapshotReady(group.member(1).snapshots.copy(four.snapshots, first.id())));
        group.settle();
        assertThat(four.applied).hasSize(401);
        assertThat(four.executed()).isEqualTo(401);
    }

    @Test
    void P53_aTransferThatEndsAfterTheLogHasCaughtUpChangesNothing() {
        TestGroup group = SnapshotScenes.group();
        // Node 3 keeps its whole log; node 4 asks each of the others in turn.
        group.member(3).snapshotEvery = 0;
        TestMember four = group.member(4);
        four.crash();
        group.requests(200);
        group.pass(6_000);
        group.requests(200);
        four.autoFetch = false;
        four.start();
        group.pass(10_000);
        assertThat(four.installs).isNotEmpty();
        assertThat(four.executed()).isEqualTo(401);
        four.fetch(four.installs.get(0));
        group.settle();
        assertThat(four.executed()).isEqualTo(401);
        assertThat(four.applied).hasSize(401);
        assertThat(four.writes.stream().flatMap(w -> w.ops().stream()))
                .as("the log is not begun anew")
                .noneMatch(o -> o instanceof RecordOp.Delete d && d.toExclusive() == Long.MAX_VALUE);
    }

    @Test
    void aSnapshotThatNobodyHasAnyMoreGivesWayToALaterOne() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(3_000);
        assertThat(four.installs).hasSize(1);
        group.requests(200);
        group.pass(1_000);
        assertThat(four.installs)
                .as("a newer offer does not break off what is under way")
                .hasSize(1);
        group.all.forEach(m -> m.snapshots.forgetBefore(m.marked()));
        four.autoFetch = true;
        four.fetch(four.installs.get(0));
        group.pass(3_000);
        assertThat(four.installs).hasSizeGreaterThan(1);
        // It told the primary of requests that it waited for and that were executed: they take slots once more.
        assertThat(group.executed()).allMatch(index -> index >= 601);
        assertThat(group.equal()).isTrue();
    }

    @Test
    void aCrashBeforeTheLogHasMovedLeavesItAsItWas() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(1_000);
        four.diskStands = true;
        four.fetch(four.installs.get(0));
        group.settle();
        assertThat(four.applied).hasSizeLessThan(5);
        four.crash();
        four.diskStands = false;
        four.autoFetch = true;
        four.start();
        assertThat(four.executed()).isEqualTo(1);
        group.pass(5_000);
        assertThat(group.equal()).isTrue();
    }

    @Test
    void aCrashAfterTheLogHasMovedWakesUpWithTheNewState() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(1_000);
        four.fetch(four.installs.get(0));
        while (four.marked() == 0) {
            four.sync();
        }
        four.crash();
        four.start();
        assertThat(four.executed()).isEqualTo(four.marked());
        group.pass(3_000);
        assertThat(group.equal()).isTrue();
        assertThat(four.applied).hasSize(401);
    }

    @Test
    void P44_P45_theWaterMarksStandAtTheSnapshotAfterwards() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && !(f.message() instanceof Beat || f.message() instanceof Offer));
        four.start();
        group.pass(1_000);
        four.fetch(four.installs.get(0));
        group.settle();
        long low = four.executed();
        group.sent.clear();
        for (long index : new long[] {low, low + 129, low + 128, low + 1}) {
            group.deliver(new Flight(1, 4, proposal(index, four.protocol.proposableTime(group.now))));
            group.settle();
        }
        assertThat(group.sent.stream()
                        .filter(f -> f.from() == 4 && f.says(Phase.PREPARE) && f.to() == 1)
                        .map(f -> f.message().index()))
                .containsExactly(low + 128, low + 1);
    }

    @Test
    void aRestartFromACompactedLogGoesOnAndStillHelpsOthers() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        for (int node = 1; node <= 3; node++) {
            group.member(node).crash();
        }
        for (int node = 1; node <= 4; node++) {
            group.member(node).start();
        }
        group.pass(10_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).installs).isNotEmpty();
        assertThat(group.member(1).applied).hasSizeGreaterThanOrEqualTo(401);
    }

    @Test
    void anOperatorsWishIsFulfilledAtTheNextCheckpointAlthoughNoClientMovesTheGroup() {
        TestGroup group = new TestGroup(4);
        group.requests(10);
        group.member(2).step(new Event.AdminRequested(7, new AdminRequest.TakeSnapshot()));
        group.pass(3_000);
        assertThat(group.member(2).others).contains(new Effect.AdminDone(7, new AdminOutcome.SnapshotTaken(64)));
        assertThat(group.member(2).marked()).isEqualTo(64);
        assertThat(group.member(1).executed()).isLessThan(128);
    }

    @Test
    void aMemberAloneInALaterViewStillBringsItsClientsToThePrimaryOfTheOthers() {
        TestGroup group = new TestGroup(4);
        TestMember two = group.member(2);
        group.lose(f -> f.from() == 2 || f.to() == 2);
        two.step(new Event.Wanted(TestMember.request(1)));
        group.pass(3_000);
        assertThat(two.view()).isEqualTo(1);
        group.loseNothing();
        group.pass(5_000);
        assertThat(group.executed()).containsOnly(2L);
    }

    @Test
    void P62_aViewWithoutTheWordsThatLedThereIsLostMemory() {
        TestGroup group = new TestGroup(4);
        group.member(1).crash();
        group.member(3).step(new Event.Wanted(TestMember.request(1)));
        group.lose(f -> true);
        group.pass(3_000);
        assertThat(group.member(3).view()).isEqualTo(1);
        group.member(3).crash();
        group.member(3).loseWords();
        group.member(3).start();
        assertThat(group.member(3).protocol.status().role()).isEqualTo(Role.RECOVERY);
    }

    private static PrePrepare proposal(long index, long time) {
        Batch batch = Batch.of(index, time, 0, List.of());
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, 0, index, batch.digest(Words.CONTEXT), 1), batch);
    }
}
