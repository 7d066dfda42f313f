package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Body;
import io.concordat.pbft.PbftMessage.Decided;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.Role;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Decisions that come before what led to them: proposals for decided slots are stale, or lies, and stop nobody. */
class OvertakenTest {
    @Test
    void anOldPrimaryProposesNothingWhereALaterViewHasDecided() {
        TestGroup group = new TestGroup(4);
        // Nobody hears what node 1 says but its questions, and it hears of everything but the change of views.
        Predicate<Flight> cut = f -> (f.from() == 1 && !(f.message() instanceof Fetch || f.message() instanceof Beat))
                || (f.to() == 1 && (f.message() instanceof ViewChange || f.message() instanceof NewView));
        group.lose(cut);
        group.request(1);
        group.pass(4_000);
        assertThat(group.member(2).protocol.status().role()).isEqualTo(Role.PRIMARY);
        group.propose(2, 1);
        group.pass(500);
        assertThat(group.member(1).view()).isZero();
        long before = group.member(2).executed();
        assertThat(group.member(1).executed()).isEqualTo(before);

        group.lose(cut.or(f -> f.to() == 1 && (f.message() instanceof Body || f.message() instanceof Decided)));
        group.propose(2, 2);
        group.settle();
        assertThat(group.member(2).executed()).isEqualTo(before + 1);
        assertThat(group.member(1).executed()).as("decided, and not known what").isEqualTo(before);
        group.propose(1, 3);
        group.settle();
        assertThat(group.member(1).protocol.proposable()).isFalse();
        group.loseNothing();
        group.pass(3_000);
        assertThat(group.equal()).isTrue();
    }

    @Test
    void aPrimaryThatProposesSomethingElseWhereItsOwnViewHasDecidedStopsNobody() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.to() == 4 && (f.message() instanceof PrePrepare || f.message() instanceof Body));
        group.request(1);
        group.settle();
        assertThat(group.executed()).containsExactly(2L, 2L, 2L, 1L);
        group.deliver(new Flight(1, 4, proposal(0, 2, 99)));
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.from() == 4 && f.says(Phase.PREPARE));
        group.loseNothing();
        group.pass(2_000);
        assertThat(group.equal()).isTrue();
    }

    private static PrePrepare proposal(long view, long index, int mark) {
        Batch batch = Batch.of(index, mark, 0, List.of());
        int primary = Words.FOUR.primary(view);
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, view, index, batch.digest(Words.CONTEXT), primary), batch);
    }
}
