package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.B;
import static io.concordat.pbft.Words.CONFIG;
import static io.concordat.pbft.Words.CONTEXT;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.change;
import static io.concordat.pbft.Words.checkpoint;
import static io.concordat.pbft.Words.newView;
import static io.concordat.pbft.Words.prepared;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.NewViewRules.Reproposal;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a view begins, and every way in which it may not (OSDI'99 §4.4). */
class NewViewRulesTest {
    private static final ViewChange NOTHING_1 = change(5, 1, null);
    private static final ViewChange NOTHING_3 = change(5, 3, null);
    private static final ViewChange NOTHING_4 = change(5, 4, null);

    @Test
    void nothingPreparedMeansNothingProposed() {
        assertThat(reproposals(NOTHING_1, NOTHING_3, NOTHING_4)).isEmpty();
    }

    @Test
    void P19_whatWasPreparedInAnyEarlierViewIsProposedAgain() {
        assertThat(reproposals(NOTHING_1, NOTHING_3, change(5, 4, null, prepared(0, 2, A, FOUR))))
                .containsExactly(new Reproposal(2, A));
    }

    @Test
    void P21_ofTwoCertificatesTheHigherViewsCounts() {
        ViewChange low = change(5, 1, null, prepared(1, 2, A, FOUR));
        ViewChange high = change(5, 3, null, prepared(3, 2, B, FOUR));
        assertThat(reproposals(low, high, NOTHING_4)).containsExactly(new Reproposal(2, B));
        assertThat(reproposals(high, low, NOTHING_4)).containsExactly(new Reproposal(2, B));
    }

    @Test
    void P22_theHighestProvedCheckpointIsTheStart() {
        ViewChange lagging = change(5, 1, null, prepared(0, 2, A, FOUR));
        ViewChange ahead = change(5, 3, checkpoint(64, FOUR), prepared(1, 66, B, FOUR));
        assertThat(reproposals(lagging, ahead, NOTHING_4))
                .containsExactly(new Reproposal(65, NullBatch.digest(65, CONTEXT)), new Reproposal(66, B));
    }

    @Test
    void P23_gapsBecomeNullRequests() {
        assertThat(reproposals(NOTHING_1, NOTHING_3, change(5, 4, null, prepared(0, 4, A, FOUR))))
                .extracting(Reproposal::digest)
                .containsExactly(NullBatch.digest(2, CONTEXT), NullBatch.digest(3, CONTEXT), A);
    }

    @Test
    void anHonestPrimarysNewViewHolds() {
        assertThat(flaw(valid())).isNull();
    }

    @Test
    void P24_aPreparedSlotCannotBecomeNull() {
        assertThat(flaw(with(say(Phase.PRE_PREPARE, 5, 2, NullBatch.digest(2, CONTEXT), 2))))
                .isNotNull();
    }

    @Test
    void P25_aPreparedSlotCannotBeLeftOut() {
        assertThat(flaw(with())).isNotNull();
    }

    @Test
    void nothingCanBeAdded() {
        assertThat(flaw(with(say(Phase.PRE_PREPARE, 5, 2, A, 2), say(Phase.PRE_PREPARE, 5, 3, B, 2))))
                .isNotNull();
    }

    @Test
    void proposalsAreThePrimarysAndOfItsView() {
        assertThat(flaw(with(say(Phase.PRE_PREPARE, 5, 2, A, 1)))).isNotNull();
        assertThat(flaw(with(say(Phase.PRE_PREPARE, 1, 2, A, 2)))).isNotNull();
    }

    @Test
    void P26_tooFewOrDoubledViewChangesOpenNothing() {
        List<Statement> none = List.of();
        assertThat(flaw(newView(5, 2, List.of(NOTHING_1, NOTHING_3), none))).isNotNull();
        assertThat(flaw(newView(5, 2, List.of(NOTHING_1, NOTHING_3, NOTHING_3), none)))
                .isNotNull();
    }

    @Test
    void P28_P29_viewChangesWithinAreJudgedThemselves() {
        ViewChange forged = change(5, 4, 1_000_000, null);
        assertThat(flaw(newView(5, 2, List.of(NOTHING_1, NOTHING_3, forged), List.of())))
                .isNotNull();
    }

    @Test
    void P30_viewChangesForAnotherViewDoNotCount() {
        assertThat(flaw(newView(5, 2, List.of(NOTHING_1, NOTHING_3, change(6, 4, null)), List.of())))
                .isNotNull();
    }

    @Test
    void onlyTheViewsPrimaryOpensIt() {
        assertThat(flaw(newView(5, 3, List.of(NOTHING_1, NOTHING_3, NOTHING_4), List.of())))
                .isNotNull();
        assertThat(flaw(newView(5, 2, List.of(NOTHING_1, NOTHING_3, NOTHING_4), List.of())))
                .isNull();
    }

    private static NewView valid() {
        return newView(5, FOUR, NOTHING_1, NOTHING_3, change(5, 4, null, prepared(0, 2, A, FOUR)));
    }

    private static NewView with(Statement... proposals) {
        return newView(5, 2, new ArrayList<>(valid().changes()), List.of(proposals));
    }

    private static List<Reproposal> reproposals(ViewChange... changes) {
        return NewViewRules.reproposals(List.of(changes), CONTEXT);
    }

    private static String flaw(NewView message) {
        return NewViewRules.flaw(message, FOUR, CONFIG, CONTEXT);
    }
}
