package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Stable;
import io.concordat.pbft.TestGroup.Flight;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a checkpoint is stable, what goes then and what stays. All start from slot 1; checkpoints are at 64, 128 … */
class CheckpointStoriesTest {
    private final TestGroup group = new TestGroup(4);

    @Test
    void P47_twoOfFourMakeNoCheckpointStable() {
        group.lose(f -> f.says(Phase.CHECKPOINT) && f.from() >= 3 || f.message() instanceof Stable);
        group.requests(70);
        group.pass(600);
        assertThat(stable(1)).isEqualTo(ViewChangeRules.GENESIS);
        assertThat(stable(3)).as("has heard all four").isEqualTo(64);
    }

    @Test
    void P47_checkpointsOfDifferentStatesAreNotAddedUp() {
        group.lose(f -> f.says(Phase.CHECKPOINT) && f.from() >= 3 || f.message() instanceof Stable);
        group.requests(63);
        Hash other = CheckpointCertificate.digest(64, Words.A, Words.B, 100);
        group.deliver(
                new Flight(3, 1, new Checkpoint(Words.say(Phase.CHECKPOINT, 0, 64, other, 3), Words.A, Words.B, 100)));
        group.pass(600);
        assertThat(stable(1)).isEqualTo(ViewChangeRules.GENESIS);
    }

    @Test
    void P29_aCheckpointThatIsPassedOnProvesItself() {
        group.lose(f -> f.says(Phase.CHECKPOINT));
        group.requests(63);
        CheckpointCertificate whole = Words.checkpoint(64, Words.FOUR);
        CheckpointCertificate few = new CheckpointCertificate(
                64, whole.chain(), whole.root(), 100, whole.statements().subList(0, 2));
        group.deliver(new Flight(2, 1, new Stable(few)));
        group.pass(600);
        assertThat(stable(1)).isEqualTo(ViewChangeRules.GENESIS);
    }

    @Test
    void P48_withoutAProofTheWaterMarksStayWhereTheyAre() {
        group.lose(f -> f.says(Phase.CHECKPOINT));
        group.requests(200);
        assertThat(group.executed()).containsOnly(ViewChangeRules.GENESIS + Words.CONFIG.window());
        group.loseNothing();
        group.pass(2_000);
        assertThat(group.executed()).allMatch(index -> index > ViewChangeRules.GENESIS + Words.CONFIG.window());
    }

    @Test
    void P49_whatIsPreparedAboveAStableCheckpointOutlivesIt() {
        Batch prepared = preparedAboveACheckpoint();
        group.member(1).crash();
        group.pass(3_000);
        assertThat(group.all.subList(1, 4)).allSatisfy(m -> {
            assertThat(m.view()).isEqualTo(1);
            assertThat(m.applied.get(64).encoded()).isEqualTo(prepared.encoded());
        });
    }

    @Test
    void P49_wordsAboveAStableCheckpointOutliveIt() {
        preparedAboveACheckpoint();
        assertThat(group.all).allSatisfy(m -> assertThat(m.records())
                .extracting(r -> r.key().index())
                .contains(Journal.acceptedPlace(65), Journal.preparedPlace(65))
                .doesNotContain(Journal.acceptedPlace(64), Journal.preparedPlace(64)));
    }

    /** Slot 65 is prepared everywhere and committed nowhere, when the checkpoint at 64 becomes stable. */
    private Batch preparedAboveACheckpoint() {
        group.lose(f -> f.says(Phase.CHECKPOINT) || f.message() instanceof Stable);
        group.requests(63);
        group.lose(f ->
                f.says(Phase.CHECKPOINT) || f.says(Phase.COMMIT) && f.message().term() == 0);
        group.sent.clear();
        group.requests(1);
        group.lose(f -> f.says(Phase.COMMIT) && f.message().term() == 0);
        group.pass(1_200);
        assertThat(List.of(stable(1), stable(2), stable(3), stable(4))).containsOnly(64L);
        assertThat(group.executed()).containsOnly(64L);
        return ((PrePrepare) group.sent.stream()
                        .filter(f -> f.message() instanceof PrePrepare)
                        .findFirst()
                        .orElseThrow()
                        .message())
                .batch();
    }

    @Test
    void P50_aMemberWhoseStateIsNotTheOneThatAQuorumHasSignedStops() {
        group.member(4).rotten = true;
        assertThatThrownBy(() -> group.requests(63))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("node 4 stops: the state at 64 differs");
    }

    /** The stable checkpoint, as the member's last beat has told it. */
    private long stable(int node) {
        return group.sent.stream()
                .filter(f -> f.from() == node && f.message() instanceof Beat)
                .map(f -> (Beat) f.message())
                .reduce((a, b) -> b)
                .orElseThrow()
                .stable();
    }
}
