package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Role;
import io.concordat.protocol.SnapshotId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints, compaction and state transfer in whole groups: P44, P45, P48, P49, P51 to P53 and what goes with them. */
class SnapshotStoriesTest {
    private int requests;

    private TestGroup group() {
        TestGroup group = new TestGroup(4);
        group.all.forEach(m -> m.snapshotEvery = 64);
        return group;
    }

    private void requests(TestGroup group, int number) {
        for (int i = 0; i < number; i++) {
            group.request(requests++);
            group.settle();
        }
    }

    /** Node 4 was away until the others had forgotten what it lacks. */
    private TestGroup oneIsFarBehind() {
        TestGroup group = group();
        group.member(4).crash();
        requests(group, 200);
        // Whoever was not heard for long is waited for no more.
        group.pass(6_000);
        requests(group, 200);
        assertThat(group.member(1).firstIndex()).isGreaterThan(128);
        return group;
    }

    @Test
    void p48NothingIsForgottenBeforeAQuorumHasSignedTheState() {
        TestGroup group = group();
        group.lose(f -> f.says(Phase.CHECKPOINT));
        requests(group, 120);
        assertThat(group.all).allSatisfy(m -> assertThat(m.marked()).isZero());
        group.loseNothing();
        group.pass(2_000);
        assertThat(group.all).allSatisfy(m -> {
            assertThat(m.marked()).isEqualTo(64);
            assertThat(m.firstIndex()).isEqualTo(1);
        });
    }

    @Test
    void p49WhatFollowsTheSnapshotBeforeStaysWithItsProofs() {
        TestGroup group = group();
        requests(group, 200);
        assertThat(group.all).allSatisfy(m -> {
            assertThat(m.marked()).isEqualTo(192);
            assertThat(m.firstIndex()).isEqualTo(129);
            assertThat(m.certificate(128)).isNull();
            assertThat(m.entries())
                    .allSatisfy(e -> assertThat(m.certificate(e.index())).isNotNull());
        });
    }

    @Test
    void entriesTheirProofsAndTheMarkGoInOneWrite() {
        TestGroup group = group();
        requests(group, 150);
        List<RecordOp> ops = group.member(2).writes.stream()
                .filter(w ->
                        w.ops().stream().anyMatch(o -> o instanceof RecordOp.Delete d && d.kind() == RecordKind.BATCH))
                .findFirst()
                .orElseThrow()
                .ops();
        assertThat(ops)
                .anyMatch(o -> o instanceof RecordOp.Put p && p.key().kind() == RecordKind.SNAPSHOT_MARK)
                .anyMatch(o -> o.equals(new RecordOp.Delete(RecordKind.BATCH, 1, 65)))
                .anyMatch(o -> o.equals(new RecordOp.Delete(RecordKind.CERTIFICATE, 1, 65)));
    }

    @Test
    void whoWasAwayForLongComesBackByASnapshotAndTheSlotsAfterIt() {
        TestGroup group = oneIsFarBehind();
        group.member(4).start();
        group.pass(5_000);
        assertThat(group.member(4).installs).isNotEmpty();
        assertThat(group.executed()).containsOnly(401L);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).applied).hasSize(401);
        group.member(3).crash();
        requests(group, 1);
        assertThat(group.executed()).containsOnly(402L);
    }

    @Test
    void aWipedMemberComesBackAlthoughAllHaveCompactedAndFourLiveAgain() {
        TestGroup group = oneIsFarBehind();
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
        requests(group, 1);
        assertThat(group.executed()).containsOnly(before + 1);
    }

    @Test
    void whatMembersInContactStillNeedIsKept() {
        TestGroup group = group();
        group.lose(f -> f.to() == 4);
        requests(group, 100);
        for (int i = 0; i < 6; i++) {
            // It hears nothing, and shows that it is there.
            group.pass(500);
            requests(group, 50);
        }
        assertThat(group.member(1).marked()).isGreaterThan(300);
        assertThat(group.member(1).firstIndex()).isEqualTo(1);
        group.loseNothing();
        group.pass(5_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).installs).isEmpty();
    }

    @Test
    void p51AnOfferThatNoQuorumHasSignedIsRefusedAndItsSenderNotBelievedAnyMore() {
        TestGroup group = oneIsFarBehind();
        TestMember four = group.member(4);
        CheckpointCertificate signed = Words.checkpoint(448, Words.FOUR);
        List<SnapshotId> lies = List.of(
                id(signed, Words.B, signed.root(), 100, 1),
                id(signed, signed.chain(), Words.A, 100, 1),
                id(signed, signed.chain(), signed.root(), 1L << 40, 1),
                id(signed, signed.chain(), signed.root(), 100, 1 << 20));
        for (SnapshotId lie : lies) {
            four.crash();
            four.start();
            four.accused.clear();
            four.installs.clear();
            four.step(new Event.Received(2, new Offer(signed, lie)));
            assertThat(four.accused).as(lie.toString()).singleElement().satisfies(a -> assertThat(a.member())
                    .isEqualTo(2));
            four.step(new Event.Received(2, new Offer(signed, id(signed, signed.chain(), signed.root(), 100, 1))));
            assertThat(four.installs).isEmpty();
            four.step(new Event.Received(3, new Offer(signed, id(signed, signed.chain(), signed.root(), 100, 1))));
            assertThat(four.installs).hasSize(1);
            assertThat(four.installs.get(0).sources()).containsExactly(3, 1);
        }
    }

    @Test
    void p51ACertificateOfTooFewMovesNothing() {
        TestGroup group = group();
        CheckpointCertificate whole = Words.checkpoint(448, Words.FOUR);
        CheckpointCertificate few = new CheckpointCertificate(
                448, whole.chain(), whole.root(), 100, whole.statements().subList(0, 2));
        group.member(4).step(new Event.Received(2, new Offer(few, id(few, few.chain(), few.root(), 100, 1))));
        assertThat(group.member(4).installs).isEmpty();
        assertThat(group.member(4).accused).hasSize(1);
    }

    @Test
    void p51WhoMadeUpHowAStateIsCutIsDroppedAndAnotherAsked() {
        TestGroup group = oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && f.message() instanceof Offer);
        four.start();
        group.pass(500);
        Offer honest = offer(group, 1);
        Offer lie = new Offer(honest.certificate(), other(honest.id()));
        four.step(new Event.Received(2, lie));
        assertThat(four.installs).hasSize(1);
        four.step(new Event.Received(3, honest));
        assertThat(four.installs)
                .as("one word against another: the first is tried")
                .hasSize(1);
        four.step(new Event.SnapshotFailed(lie.id(), true, "its content has another state hash"));
        assertThat(four.accused).singleElement().satisfies(a -> assertThat(a.member())
                .isEqualTo(2));
        assertThat(four.installs.get(1).id()).isEqualTo(honest.id());
        assertThat(four.installs.get(1).sources()).doesNotContain(2);
        four.fetch(four.installs.get(1));
        group.settle();
        four.step(new Event.Received(2, lie));
        assertThat(four.installs).hasSize(2);
        assertThat(four.executed()).isEqualTo(honest.index());
    }

    @Test
    void p51WhatAnHonestMemberVouchesForTakesThePlaceOfWhatOneAloneClaims() {
        TestGroup group = oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && f.message() instanceof Offer);
        four.start();
        group.pass(500);
        Offer honest = offer(group, 1);
        four.step(new Event.Received(2, new Offer(honest.certificate(), other(honest.id()))));
        four.step(new Event.Received(1, honest));
        four.step(new Event.Received(3, honest));
        assertThat(four.installs).extracting(e -> e.id()).containsExactly(other(honest.id()), honest.id());
    }

    @Test
    void p51ASlowLiarIsLeftForAnotherAfterAWhile() {
        TestGroup group = oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && f.message() instanceof Offer);
        four.start();
        group.pass(500);
        Offer honest = offer(group, 1);
        four.step(new Event.Received(2, new Offer(honest.certificate(), other(honest.id()))));
        four.step(new Event.Received(3, honest));
        group.pass(29_000);
        assertThat(four.installs).hasSize(1);
        group.pass(4_000);
        assertThat(four.installs).extracting(e -> e.id()).endsWith(honest.id());
    }

    @Test
    void p52AViewChangeDuringTheTransferIsEnteredAndItsSlotsAreVotedForAfterwards() {
        TestGroup group = oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(1_000);
        assertThat(four.installs).hasSize(1);
        // Prepared, committed nowhere, and the primary dies: the next view needs all who are left, node 4 among them.
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        requests(group, 1);
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
    void p52APrimaryThatHadItsSnapshotOnlyAfterItsViewBeganProposesAfterAll() {
        TestGroup group = oneIsFarBehind();
        group.member(4).start();
        group.pass(5_000);
        TestMember two = group.member(2);
        two.crash();
        requests(group, 200);
        group.pass(6_000);
        requests(group, 200);
        two.autoFetch = false;
        two.start();
        group.pass(1_000);
        assertThat(two.installs).hasSize(1);
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        requests(group, 1);
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
    void p53WhatWasDecidedMeanwhileMakesATransferNeedlessAndNothingRunsTwice() {
        TestGroup group = oneIsFarBehind();
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
    void aSnapshotThatNobodyHasAnyMoreGivesWayToALaterOne() {
        TestGroup group = oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        four.start();
        group.pass(3_000);
        assertThat(four.installs).hasSize(1);
        requests(group, 200);
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
        TestGroup group = oneIsFarBehind();
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
        TestGroup group = oneIsFarBehind();
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
    void p44AndP45TheWaterMarksStandAtTheSnapshotAfterwards() {
        TestGroup group = oneIsFarBehind();
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
        TestGroup group = oneIsFarBehind();
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
        requests(group, 10);
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
    void p62AViewWithoutTheWordsThatLedThereIsLostMemory() {
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

    private static SnapshotId id(CheckpointCertificate at, Hash chain, Hash root, long bytes, int chunks) {
        return new SnapshotId(at.index(), 0, chain, root, Words.A, bytes, chunks);
    }

    /** The same state, cut in another way. */
    private static SnapshotId other(SnapshotId id) {
        return new SnapshotId(id.index(), 0, id.hash(), id.root(), Words.B, id.bytes(), 2);
    }

    /** What {@code node} offers to whoever needs it. */
    private static Offer offer(TestGroup group, int node) {
        group.deliver(new Flight(4, node, new Beat(0, 1, 1, true, true, false)));
        return (Offer) group.sent.stream()
                .filter(f -> f.from() == node && f.message() instanceof Offer)
                .reduce((a, b) -> b)
                .orElseThrow()
                .message();
    }

    private static PrePrepare proposal(long index, long time) {
        Batch batch = Batch.of(index, time, 0, List.of());
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, 0, index, batch.digest(Words.CONTEXT), 1), batch);
    }
}
