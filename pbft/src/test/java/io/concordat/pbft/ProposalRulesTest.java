package io.concordat.pbft;

import static io.concordat.pbft.Words.CONTEXT;
import static io.concordat.pbft.Words.FOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.protocol.ClusterTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a backup takes what its primary proposes. View 4 is node 1's again; node 2 judges. */
class ProposalRulesTest {
    private static final long SECOND = 1_000_000_000L;

    private final Slots slots = new Slots(128, 64);
    private final ClusterTime time = new ClusterTime(10 * SECOND, 0);

    @Test
    void thePrimarysProposalInTheWindowIsTaken() {
        assertThat(flaw(proposal(4, 65, 1, 11 * SECOND))).isNull();
        assertThat(flaw(proposal(4, 192, 1, 11 * SECOND))).isNull();
    }

    @Test
    void P12_nobodyElseProposes() {
        assertThat(flaw(proposal(4, 65, 3, 11 * SECOND))).isNotNull();
        assertThat(ProposalRules.flaw(proposal(4, 65, 1, 11 * SECOND), 3, here(true, 64), time, SECOND))
                .isNotNull();
    }

    @Test
    void P13_nothingIsTakenOfAnotherViewOrBetweenViews() {
        assertThat(flaw(proposal(0, 65, 1, 11 * SECOND))).isNotNull();
        assertThat(flaw(proposal(8, 65, 1, 11 * SECOND))).isNotNull();
        assertThat(ProposalRules.flaw(proposal(4, 65, 1, 11 * SECOND), 1, here(false, 64), time, SECOND))
                .isNotNull();
    }

    @Test
    void P44_nothingIsTakenAboveTheHighMark() {
        assertThat(flaw(proposal(4, 193, 1, 11 * SECOND))).isNotNull();
        assertThat(flaw(proposal(4, 1L << 40, 1, 11 * SECOND))).isNotNull();
    }

    @Test
    void P45_nothingIsTakenBelowTheLowMark() {
        assertThat(flaw(proposal(4, 64, 1, 11 * SECOND))).isNotNull();
    }

    @Test
    void P41_whatTheViewsBeginningHasSettledIsNotProposedAfresh() {
        assertThat(ProposalRules.flaw(proposal(4, 70, 1, 11 * SECOND), 1, here(true, 70), time, SECOND))
                .isNotNull();
        assertThat(ProposalRules.flaw(proposal(4, 71, 1, 11 * SECOND), 1, here(true, 70), time, SECOND))
                .isNull();
    }

    @Test
    void whatAQuorumHasDecidedIsNotTakenOtherwiseAfterwards() {
        PrePrepare one = proposal(4, 65, 1, 11 * SECOND);
        PrePrepare other = proposal(4, 65, 1, 12 * SECOND);
        slots.at(65).decided(Words.committed(4, 65, one.statement().digest(), FOUR));

        assertThat(flaw(one)).isNull();
        assertThat(flaw(other)).isEqualTo("its slot is decided otherwise");
    }

    @Test
    void P59_timeNeitherGoesBackNorRunsAhead() {
        assertThat(flaw(proposal(4, 65, 1, 10 * SECOND - 1))).isNotNull();
        assertThat(flaw(proposal(4, 65, 1, 10 * SECOND))).isNull();
        assertThat(flaw(proposal(4, 65, 1, 365L * 86_400 * SECOND))).isNotNull();
        // One second has passed here: with a quarter and the slack it may be 12.25.
        assertThat(flaw(proposal(4, 65, 1, 12 * SECOND + SECOND / 4))).isNull();
        assertThat(flaw(proposal(4, 65, 1, 12 * SECOND + SECOND / 4 + 1))).isNotNull();
    }

    @Test
    void agreedTimeIsBelievedWhateverTheOwnClockSays() {
        time.agreed(100 * SECOND, SECOND);
        assertThat(flaw(proposal(4, 65, 1, 100 * SECOND))).isNull();
        assertThat(time.at(2 * SECOND)).isEqualTo(101 * SECOND);
    }

    @Test
    void betweenViewsTimeStandsStill() {
        time.begin(50 * SECOND);
        assertThat(time.at(51 * SECOND)).isEqualTo(11 * SECOND);
    }

    @Test
    void aConfigurationIsNotProposedByThisVersion() {
        Batch batch = Batch.configuration(65, 11 * SECOND, 0, Words.members(4));
        PrePrepare message = new PrePrepare(Words.say(Phase.PRE_PREPARE, 4, 65, batch.digest(CONTEXT), 1), batch);
        assertThat(flaw(message)).isNotNull();
    }

    private String flaw(PrePrepare message) {
        return ProposalRules.flaw(message, message.statement().signer(), here(true, 64), time, SECOND);
    }

    private ProposalRules.Standing here(boolean active, long reproposed) {
        return new ProposalRules.Standing(FOUR, 4, active, 2, slots, reproposed);
    }

    private static PrePrepare proposal(long view, long index, int signer, long nanos) {
        Batch batch = Batch.of(index, nanos, 0, List.of());
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, view, index, batch.digest(CONTEXT), signer), batch);
    }
}
