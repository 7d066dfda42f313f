package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.Event;
import io.concordat.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole groups, told as stories. Primaries go round: view 0 is node 1's, view 1 node 2's. */
class StoriesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7})
    void aRequestIsExecutedByAll(int size) {
        TestGroup group = new TestGroup(size);
        group.request(1);
        group.settle();
        assertThat(group.executed()).containsOnly(2L);
        assertThat(group.equal()).isTrue();
        assertThat(group.all).allSatisfy(m -> assertThat(m.applied).hasSize(2));
    }

    @Test
    void fourProposalsAreOpenAndNoMore() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.says(Phase.PREPARE));
        for (int i = 0; i < 4; i++) {
            group.request(i);
            group.settle();
        }
        assertThat(group.member(1).protocol.proposable()).isFalse();
        group.loseNothing();
        group.pass(1_000);
        assertThat(group.executed()).containsOnly(5L);
        assertThat(group.member(1).protocol.proposable()).isTrue();
    }

    @Test
    void P08_twoCommitsOfFourDecideNothing() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.says(Phase.COMMIT) && f.from() >= 3);
        group.request(1);
        group.settle();
        assertThat(group.executed()).containsExactly(1L, 1L, 2L, 2L);
    }

    @Test
    void P54_slotsDecidedOutOfOrderAreExecutedInOrder() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.message().index() == 2 && f.says(Phase.COMMIT));
        group.request(1);
        group.settle();
        group.request(2);
        group.settle();
        assertThat(group.executed()).containsOnly(1L);
        group.loseNothing();
        group.pass(1_000);
        assertThat(group.executed()).containsOnly(3L);
        assertThat(group.equal()).isTrue();
    }

    @Test
    void P61_aPrepareLeavesOnlyAfterItsAcceptanceIsSynced() {
        TestGroup group = new TestGroup(4);
        group.member(2).diskStands = true;
        group.request(1);
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.from() == 2 && f.message() instanceof Vote);
        assertThat(group.executed()).containsExactly(2L, 2L, 2L, 2L);
        group.member(2).diskStands = false;
        group.settle();
        assertThat(group.sent).anyMatch(f -> f.from() == 2 && f.says(Phase.PREPARE));
        assertThat(group.member(2).applied).hasSize(2);
    }

    @Test
    void P02_P11_twoProposalsForOneSlotArePreparedByNobodyAndKeptAsEvidence() {
        TestGroup group = new TestGroup(4);
        group.member(1).crash();
        group.deliver(new Flight(1, 2, proposal(0, 2, 1)));
        group.deliver(new Flight(1, 3, proposal(0, 2, 2)));
        group.deliver(new Flight(1, 4, proposal(0, 2, 1)));
        group.deliver(new Flight(1, 4, proposal(0, 2, 2)));
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.says(Phase.COMMIT));
        assertThat(group.member(4).accused).hasSize(1);
        assertThat(group.executed()).doesNotContain(3L);
    }

    @Test
    void P35_everythingLostIsSentAgain() {
        TestGroup group = new TestGroup(4);
        int[] count = {0};
        group.lose(f -> count[0]++ % 3 != 0);
        group.request(1);
        group.pass(3_000);
        group.loseNothing();
        group.pass(3_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.executed()).allMatch(index -> index >= 2);
    }

    @Test
    void P20_aSilentPrimaryIsReplacedAndWhatWasPreparedStays() {
        TestGroup group = new TestGroup(4);
        // Prepared everywhere, committed nowhere.
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        group.request(1);
        group.settle();
        Batch prepared = firstProposed(group);
        group.member(1).crash();
        group.pass(3_000);
        assertThat(group.all.subList(1, 4)).allSatisfy(m -> {
            assertThat(m.view()).isEqualTo(1);
            assertThat(m.applied.get(1).encoded()).isEqualTo(prepared.encoded());
        });
        assertThat(group.member(2).protocol.status().role()).isEqualTo(Role.PRIMARY);
    }

    @Test
    void P19_whatWasPreparedSurvivesTwoFailedViews() {
        TestGroup group = new TestGroup(7);
        group.lose(f -> f.says(Phase.COMMIT) || f.says(Phase.NEW_VIEW));
        group.request(1);
        group.settle();
        Batch prepared = firstProposed(group);
        group.member(1).crash();
        // Views 1 and 2 cannot begin; view 3's primary is the first that is heard.
        group.pass(12_000);
        group.lose(f -> f.says(Phase.NEW_VIEW) && f.from() < 4);
        group.pass(20_000);
        group.loseNothing();
        group.pass(5_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).view()).isGreaterThanOrEqualTo(3);
        assertThat(group.member(4).applied.get(1).encoded()).isEqualTo(prepared.encoded());
    }

    @Test
    void P31_whoHasLeftAViewVotesInItNoMore() {
        TestGroup group = new TestGroup(4);
        TestMember two = group.member(2);
        two.step(new Event.Wanted(TestMember.request(1)));
        group.lose(f -> true);
        for (int i = 0; i < 300; i++) {
            group.now += 10_000_000;
            two.step(new Event.Tick());
            two.sync();
        }
        assertThat(two.view()).isEqualTo(1);
        group.sent.clear();
        group.deliver(new Flight(1, 2, proposal(0, 2, 7)));
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.from() == 2 && f.message() instanceof Vote);
    }

    @Test
    void P33_oneMemberAloneMovesNobody() {
        TestGroup group = new TestGroup(4);
        for (long view = 1; view < 9; view++) {
            ViewChange lie = Words.change(view, 4, null);
            for (int to = 1; to <= 3; to++) {
                group.deliver(new Flight(4, to, lie));
            }
        }
        group.settle();
        assertThat(group.member(1).view()).isZero();
        assertThat(group.member(2).view()).isZero();
    }

    @Test
    void P32_P34_twoOfFourAreJoinedAtTheSmallestOfTheirViews() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> true);
        group.deliver(new Flight(4, 1, Words.change(1L << 60, 4, null)));
        group.deliver(new Flight(3, 1, Words.change(3, 3, null)));
        group.settle();
        assertThat(group.member(1).view()).isEqualTo(3);
    }

    @Test
    void P62_aRestartSendsTheIdenticalBytesAgain() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.says(Phase.PREPARE) && f.from() == 3);
        group.request(1);
        group.settle();
        List<Bytes> before = votesOf(group, 3, 4);
        group.sent.clear();
        group.member(3).crash();
        group.member(3).start();
        group.lose(f -> f.to() == 4 && f.from() != 3);
        group.pass(2_000);
        assertThat(before).isNotEmpty();
        assertThat(votesOf(group, 3, 4)).allMatch(before::contains);
    }

    @Test
    void P62_aPrimaryThatRestartsProposesNothingMoreInItsView() {
        TestGroup group = new TestGroup(4);
        group.request(1);
        group.settle();
        group.member(1).crash();
        group.member(1).start();
        assertThat(group.member(1).protocol.status().role()).isNotEqualTo(Role.PRIMARY);
        assertThat(group.member(1).protocol.proposable()).isFalse();
        assertThat(group.member(1).view()).isEqualTo(1);
    }

    @Test
    void aPrimaryThatRestartsRightAfterItsNewViewProposesNothingElseInIt() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        group.request(1);
        group.settle();
        group.member(1).crash();
        // View 1 begins with the slot that was prepared, and gets no further.
        group.lose(f -> f.says(Phase.COMMIT) || f.says(Phase.PREPARE));
        group.pass(3_000);
        assertThat(group.member(2).protocol.status().role()).isEqualTo(Role.PRIMARY);
        group.member(2).crash();
        group.member(2).start();
        assertThat(group.member(2).protocol.proposable()).isFalse();
        group.loseNothing();
        group.pass(10_000);
        assertThat(group.equal()).isTrue();
        assertThat(group.executed()).allMatch(index -> index >= 2);
    }

    @Test
    void whoHasGoneOnToALaterViewIsNotWaitedForInThisOne() {
        TestGroup group = new TestGroup(4);
        // Node 4 is the silent primary of view 3; node 2 gets there before the others hear that it was there at all.
        group.member(4).crash();
        group.lose(f -> true);
        group.deliver(new Flight(2, 1, Words.change(4, 2, null)));
        group.deliver(new Flight(3, 1, Words.change(3, 3, null)));
        group.settle();
        assertThat(group.member(1).view()).isEqualTo(3);
        for (int i = 0; i < 1_000; i++) {
            group.now += 10_000_000;
            group.member(1).step(new Event.Tick());
            group.member(1).sync();
        }
        assertThat(group.member(1).view()).isGreaterThan(3);
    }

    @Test
    void P61_aNewViewIsRepeatedToNobodyBeforeItIsSynced() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> true);
        group.deliver(new Flight(3, 2, Words.change(1, 3, null)));
        group.deliver(new Flight(4, 2, Words.change(1, 4, null)));
        group.member(2).diskStands = true;
        group.deliver(new Flight(1, 2, Words.change(1, 1, null)));
        group.settle();
        assertThat(group.member(2).protocol.status().role()).isEqualTo(Role.PRIMARY);
        assertThat(group.sent).noneMatch(f -> f.from() == 2 && f.says(Phase.NEW_VIEW));
        group.member(2).diskStands = false;
        group.settle();
        assertThat(group.sent).anyMatch(f -> f.from() == 2 && f.says(Phase.NEW_VIEW));
    }

    @Test
    void aStableCheckpointLetsTheWordsBelowItGo() {
        TestGroup group = new TestGroup(4);
        for (int i = 0; i < 200; i++) {
            group.request(i);
            group.settle();
        }
        assertThat(group.executed()).containsOnly(201L);
        assertThat(group.all).allSatisfy(m -> assertThat(m.words()).isLessThan(40));
        assertThat(group.equal()).isTrue();
    }

    @Test
    void whoWasAwayIsToldWhatWasDecided() {
        TestGroup group = new TestGroup(4);
        group.member(4).crash();
        for (int i = 0; i < 300; i++) {
            group.request(i);
            group.settle();
        }
        group.member(4).start();
        group.pass(5_000);
        assertThat(group.executed()).containsOnly(301L);
        assertThat(group.equal()).isTrue();
        assertThat(group.member(4).words()).isLessThan(300);
    }

    @Test
    void aMemberWithoutMemoryPromisesNothingUntilItCannotMatter() {
        TestGroup group = new TestGroup(4);
        for (int i = 0; i < 10; i++) {
            group.request(i);
            group.settle();
        }
        group.member(4).wipe();
        group.member(4).start();
        group.sent.clear();
        group.pass(1_000);
        assertThat(group.member(4).protocol.status().role()).isEqualTo(Role.RECOVERY);
        assertThat(group.sent).noneMatch(f -> f.from() == 4 && f.message() instanceof PbftMessage.Signed);
        group.pass(5_000);
        assertThat(group.member(4).protocol.status().role()).isEqualTo(Role.BACKUP);
        assertThat(group.equal()).isTrue();
        group.member(3).crash();
        group.request(99);
        group.settle();
        assertThat(group.member(4).applied).anyMatch(b -> b.bundles().size() == 1 && names(b, 99));
    }

    @Test
    void P38_afterManyFailedViewsTheGroupComesBackSoon() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.says(Phase.NEW_VIEW));
        group.member(1).crash();
        for (int node = 2; node <= 4; node++) {
            group.member(node).step(new Event.Wanted(TestMember.request(1)));
        }
        group.pass(200_000);
        assertThat(group.member(2).view()).isGreaterThan(5);
        group.loseNothing();
        group.pass(40_000);
        long before = group.member(2).executed();
        int leader = group.all.stream()
                .filter(m -> !m.down && m.protocol.status().role().leads())
                .mapToInt(m -> m.node)
                .findFirst()
                .orElseThrow();
        group.propose(leader, 5);
        group.settle();
        assertThat(group.member(2).executed()).isGreaterThan(before);
    }

    private static Batch firstProposed(TestGroup group) {
        PbftMessage first = group.sent.stream()
                .map(Flight::message)
                .filter(PrePrepare.class::isInstance)
                .findFirst()
                .orElseThrow();
        return ((PrePrepare) first).batch();
    }

    private static boolean names(Batch batch, int number) {
        return batch.bundles().get(0).digest().equals(TestMember.request(number).digest());
    }

    private static List<Bytes> votesOf(TestGroup group, int from, int to) {
        return group.sent.stream()
                .filter(f -> f.from() == from && f.to() == to && f.message() instanceof Vote)
                .map(f -> f.message().body())
                .toList();
    }

    /** What a lying primary may propose, told apart by {@code mark}. */
    private static PrePrepare proposal(long view, long index, int mark) {
        Batch batch = Batch.of(index, mark, 0, List.of());
        int primary = Words.FOUR.primary(view);
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, view, index, batch.digest(Words.CONTEXT), primary), batch);
    }
}
