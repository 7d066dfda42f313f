package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From one view to the next: what counts on the way, what is said again, and what clients wait for meanwhile. */
class BetweenViewsTest {
    private final TestGroup group = new TestGroup(4);

    @Test
    void P30_viewChangesForAnEarlierViewDoNotOpenALaterOne() {
        group.lose(f -> true);
        group.deliver(new Flight(1, 3, Words.change(1, 1, null)));
        group.deliver(new Flight(2, 3, Words.change(2, 2, null)));
        group.pass(5_000);
        assertThat(group.member(3).view()).isEqualTo(2);
        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.says(Phase.NEW_VIEW));
        group.deliver(new Flight(4, 3, Words.change(2, 4, null)));
        group.settle();
        assertThat(group.sent).anyMatch(f -> f.from() == 3 && f.says(Phase.NEW_VIEW));
    }

    @Test
    void P31_preparesThatComeAfterLeavingMakeNoCommit() {
        PrePrepare proposal = proposal(0, 2, 7);
        TestMember three = group.member(3);
        group.lose(f -> true);
        group.deliver(new Flight(1, 3, proposal));
        three.step(new Event.Wanted(TestMember.request(1)));
        group.pass(2_100);
        assertThat(three.view()).isEqualTo(1);
        for (int backup : List.of(2, 4)) {
            Statement prepare =
                    Words.say(Phase.PREPARE, 0, 2, proposal.statement().digest(), backup);
            group.deliver(new Flight(backup, 3, new Vote(prepare)));
        }
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.says(Phase.COMMIT));
    }

    @Test
    void P35_aViewChangeThatEverybodyMissedIsSaidAgain() {
        group.lose(f -> f.says(Phase.VIEW_CHANGE));
        withoutItsPrimary(2, 3, 4);
        group.pass(2_500);
        assertThat(group.member(2).view()).isEqualTo(1);
        assertThat(leaders()).containsOnly(0);
        group.loseNothing();
        group.pass(1_000);
        assertThat(leaders()).containsOnly(2);
    }

    @Test
    void P35_aNewViewThatOneMissedIsSaidAgain() {
        group.lose(f -> f.says(Phase.NEW_VIEW) && f.to() == 4);
        withoutItsPrimary(2, 3, 4);
        group.pass(2_500);
        assertThat(leaders()).containsExactly(2, 2, 0);
        group.loseNothing();
        group.pass(1_000);
        assertThat(leaders()).containsOnly(2);
    }

    @Test
    void P39_twoSilentPrimariesInARowAreBothLeft() {
        TestGroup seven = new TestGroup(7);
        seven.member(1).crash();
        seven.member(2).crash();
        for (int node = 3; node <= 7; node++) {
            seven.member(node).step(new Event.Wanted(TestMember.request(1)));
        }
        seven.pass(8_000);
        assertThat(seven.member(7).view()).isEqualTo(2);
        assertThat(seven.executed()).containsOnly(2L);
    }

    @Test
    void P42_aSlotThatNobodyNeedsIsExecutedLikeAnyOther() {
        group.lose(f ->
                f.message().term() == 0 && (f.says(Phase.PREPARE) && f.message().index() == 2 || f.says(Phase.COMMIT)));
        group.request(1);
        group.settle();
        group.request(2);
        group.settle();
        group.member(1).crash();
        group.pass(4_000);
        assertThat(group.all.subList(1, 4)).allSatisfy(m -> {
            assertThat(m.applied.get(1).encoded()).isEqualTo(NullBatch.at(2).encoded());
            assertThat(m.applied.get(2).bundles()).hasSize(1);
        });
        assertThat(group.equal()).isTrue();
        group.propose(2, 3);
        group.settle();
        assertThat(group.executed()).containsOnly(group.member(2).executed());
    }

    @Test
    void P43_whatWasWaitedForBeforeTheChangeIsBroughtToTheNewPrimary() {
        withoutItsPrimary(3, 4);
        group.pass(4_000);
        assertThat(leaders()).containsOnly(2);
        assertThat(group.executed()).containsOnly(2L);
    }

    /** Node 1 is gone, and {@code waiting} have a client who waits. */
    private void withoutItsPrimary(int... waiting) {
        group.member(1).crash();
        for (int node : waiting) {
            group.member(node).step(new Event.Wanted(TestMember.request(1)));
        }
    }

    /** Whom each that runs takes for the primary, 0 for nobody. */
    private List<Integer> leaders() {
        return group.all.stream()
                .filter(m -> !m.down)
                .map(m -> m.protocol.status().leader())
                .toList();
    }

    private static PrePrepare proposal(long view, long index, int mark) {
        Batch batch = Batch.of(index, mark, 0, List.of());
        int primary = Words.FOUR.primary(view);
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, view, index, batch.digest(Words.CONTEXT), primary), batch);
    }
}
