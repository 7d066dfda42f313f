package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.B;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which votes count, and for what. */
class VoteRulesTest {
    private final Slots slots = new Slots(128, 64);

    @Test
    void membersVoteInTheWindow() {
        assertThat(flaw(say(Phase.PREPARE, 0, 65, A, 2), 2)).isNull();
        assertThat(flaw(say(Phase.COMMIT, 0, 192, A, 1), 1)).isNull();
    }

    @Test
    void P05_aPrimarysPrepareIsNoVote() {
        assertThat(flaw(say(Phase.PREPARE, 0, 65, A, 1), 1)).isNotNull();
        assertThat(flaw(say(Phase.PREPARE, 1, 65, A, 1), 1)).isNull();
    }

    @Test
    void P09_strangersHaveNoVote() {
        assertThat(flaw(say(Phase.COMMIT, 0, 65, A, 9), 9)).isNotNull();
    }

    @Test
    void P10_nobodyVotesForAnother() {
        assertThat(flaw(say(Phase.COMMIT, 0, 65, A, 2), 3)).isNotNull();
    }

    @Test
    void P44_P45_votesOutsideTheWindowOpenNoSlots() {
        assertThat(flaw(say(Phase.COMMIT, 0, 64, A, 2), 2)).isNotNull();
        assertThat(flaw(say(Phase.COMMIT, 0, 193, A, 2), 2)).isNotNull();
        assertThat(slots.all()).isEmpty();
    }

    @Test
    void P17_onlyPrepareAndCommitAreVotes() {
        assertThat(flaw(say(Phase.CHECKPOINT, 0, 65, A, 2), 2)).isNotNull();
    }

    @Test
    void P03_P04_aSlotCountsEachMemberOnceForItsHighestView() {
        Slot slot = slots.at(65);
        slot.vote(say(Phase.PREPARE, 0, 65, A, 2));
        slot.vote(say(Phase.PREPARE, 0, 65, A, 2));
        slot.vote(say(Phase.PREPARE, 4, 65, A, 3));
        assertThat(slot.preparesFor(say(Phase.PRE_PREPARE, 0, 65, A, 1))).hasSize(1);
        assertThat(slot.preparesFor(say(Phase.PRE_PREPARE, 4, 65, A, 1))).hasSize(1);
        slot.vote(say(Phase.PREPARE, 4, 65, A, 2));
        assertThat(slot.preparesFor(say(Phase.PRE_PREPARE, 0, 65, A, 1))).isEmpty();
        slot.vote(say(Phase.PREPARE, 0, 65, A, 3));
        assertThat(slot.preparesFor(say(Phase.PRE_PREPARE, 4, 65, A, 1))).hasSize(2);
    }

    @Test
    void P07_contradictionsAreFoundAndNotCounted() {
        Slot slot = slots.at(65);
        Statement first = say(Phase.COMMIT, 0, 65, A, 2);
        slot.vote(first);
        assertThat(slot.vote(say(Phase.COMMIT, 0, 65, B, 2))).isEqualTo(first);
        slot.vote(say(Phase.COMMIT, 0, 65, B, 3));
        slot.vote(say(Phase.COMMIT, 0, 65, B, 4));
        assertThat(slot.commitQuorum(3)).isNull();
        slot.vote(say(Phase.COMMIT, 0, 65, B, 1));
        assertThat(slot.commitQuorum(3)).hasSize(3);
    }

    @Test
    void P07_commitsOfDifferentViewsAreNotAddedUp() {
        Slot slot = slots.at(65);
        slot.vote(say(Phase.COMMIT, 0, 65, A, 2));
        slot.vote(say(Phase.COMMIT, 4, 65, A, 3));
        slot.vote(say(Phase.COMMIT, 4, 65, A, 4));
        assertThat(slot.commitQuorum(3)).isNull();
        slot.vote(say(Phase.COMMIT, 4, 65, A, 2));
        assertThat(slot.commitQuorum(3)).hasSize(3);
    }

    private String flaw(Statement vote, int sender) {
        return VoteRules.flaw(vote, sender, FOUR, slots);
    }
}
