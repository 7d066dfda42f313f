package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.PbftMessage.Forward;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.protocol.Event;
import org.junit.jupiter.api.Test;

/** A primary that proposes too late, and others that only look like it. The request timeout is 2 s. */
class PrimaryPaceTest {
    private final TestGroup group = new TestGroup(4);

    @Test
    void aPrimaryThatIdlesWhileClientsWaitIsLeftLongBeforePatienceRunsOut() {
        group.settle();
        group.lose(f -> f.message() instanceof PrePrepare && f.from() == 1);
        for (int request = 1; request <= 10; request++) {
            group.request(request);
            group.pass(100);
        }

        assertThat(group.member(2).view()).isEqualTo(1);
        assertThat(group.member(2).protocol.status().leader()).isEqualTo(2);
    }

    @Test
    void aPrimaryThatProposesAtOnceStays() {
        group.settle();
        for (int request = 1; request <= 100; request++) {
            group.request(request);
            group.settle();
            group.pass(50);
        }

        assertThat(group.member(2).view()).isZero();
    }

    /** Else its time would go back behind theirs, and whoever has decided them would refuse it for ever. */
    @Test
    void P41_aNewPrimaryProposesNothingFreshBeforeWhatItsViewBeganWithIsDecided() {
        group.settle();
        group.request(1);
        group.settle();
        group.pass(500);
        group.lose(f -> f.says(Phase.COMMIT));
        group.request(2);
        group.settle();
        group.member(1).crash();
        group.pass(2_200);
        assertThat(group.member(2).protocol.status().leader()).isEqualTo(2);
        assertThat(group.member(2).protocol.proposable()).isFalse();

        group.loseNothing();
        group.pass(300);
        assertThat(group.member(2).protocol.proposable()).isTrue();
        group.propose(2, 3);
        group.settle();
        assertThat(group.executed()).containsOnly(4L);
    }

    /** The bug that twins found: it stopped itself, with two things to sign for one slot. */
    @Test
    void P41_aNewPrimaryThatHasDecidedWhatItsViewBeginsWithProposesNothingFreshInBetween() {
        group.settle();
        // Both slots are decided at node 2 alone, which moreover knows of a request that nobody has proposed.
        group.lose(f -> f.says(Phase.COMMIT) && f.to() != 2);
        group.request(1);
        group.settle();
        group.request(2);
        group.settle();
        assertThat(group.member(2).executed()).isEqualTo(3);
        group.member(2).step(new Event.Received(3, new Forward(TestMember.request(3))));
        group.member(1).crash();
        group.member(3).step(new Event.Wanted(TestMember.request(3)));
        group.member(4).step(new Event.Wanted(TestMember.request(3)));
        group.pass(2_500);
        group.loseNothing();
        group.pass(1_000);

        assertThat(group.member(2).protocol.status().leader()).isEqualTo(2);
        assertThat(group.executed()).containsOnly(4L);
    }

    /** Else any client could have every primary replaced. */
    @Test
    void clientsThatKeepTheirRequestsFromThePrimaryMakeNobodyLookSlow() {
        group.settle();
        for (int request = 1; request <= 100; request++) {
            for (int backup = 2; backup <= 4; backup++) {
                group.member(backup).step(new Event.Wanted(TestMember.request(request)));
            }
            group.pass(50);
        }

        assertThat(group.sent).anyMatch(f -> f.message() instanceof Forward);
        assertThat(group.member(2).view()).isZero();
        assertThat(group.member(2).executed()).isGreaterThan(20);
    }
}
