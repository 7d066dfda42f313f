package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.B;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a proof, and every way of not being one. */
class CertificatesTest {
    private static final Statement PROPOSAL = say(Phase.PRE_PREPARE, 0, 7, A, 1);

    @ParameterizedTest
    @CsvSource({"1,0,1,1", "4,1,3,2", "7,2,5,3", "10,3,7,4", "5,1,4,2", "6,1,4,2"})
    void quorumsShareAnHonestMember(int n, int faults, int quorum, int oneHonest) {
        Quorums quorums = Quorums.of(Words.members(n));
        assertThat(quorums.faults()).isEqualTo(faults);
        assertThat(quorums.quorum()).isEqualTo(quorum);
        assertThat(quorums.oneHonest()).isEqualTo(oneHonest);
        assertThat(2 * quorums.quorum() - n).isGreaterThan(faults);
        assertThat(quorums.quorum()).isLessThanOrEqualTo(n - faults);
    }

    @Test
    void P40_primariesGoRoundInAnyView() {
        Quorums seven = Quorums.of(Words.members(7));
        for (long view : new long[] {0, 6, 7, 1L << 31, 1L << 40, Statement.MOST}) {
            assertThat(seven.primary(view)).as("view %d", view).isEqualTo(1 + (int) (view % 7));
            assertThat(seven.primary(view + 1)).as("view %d", view + 1).isEqualTo(1 + (int) ((view + 1) % 7));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void aQuorumOfAcceptancesIsAProof(int n) {
        Quorums quorums = Quorums.of(Words.members(n));
        assertThat(Certificates.flaw(Words.prepared(3, 7, A, quorums), quorums)).isNull();
        assertThat(Certificates.flaw(Words.committed(3, 7, A, quorums), quorums))
                .isNull();
        assertThat(Certificates.flaw(Words.checkpoint(64, quorums), quorums)).isNull();
    }

    @Test
    void P02_preparesForAnotherDigestProveNothing() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 2), say(Phase.PREPARE, 0, 7, B, 3));
    }

    @Test
    void P03_preparesOfAnotherViewProveNothing() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 2), say(Phase.PREPARE, 4, 7, A, 3));
    }

    @Test
    void P04_nobodyIsCountedTwice() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 2), say(Phase.PREPARE, 0, 7, A, 2));
    }

    @Test
    void P05_aPrimaryDoesNotPrepareItsOwnProposal() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 1), say(Phase.PREPARE, 0, 7, A, 2));
    }

    @Test
    void P06_onePrepareTooFewIsNoProof() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 2));
    }

    @Test
    void P09_strangersDoNotCount() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 2), say(Phase.PREPARE, 0, 7, A, 5));
    }

    @Test
    void P17_aVoteOfAnotherPhaseIsNoPrepare() {
        refused(PROPOSAL, say(Phase.PREPARE, 0, 7, A, 2), say(Phase.COMMIT, 0, 7, A, 3));
    }

    @Test
    void P28_onlyTheViewsPrimaryProposes() {
        refused(say(Phase.PRE_PREPARE, 0, 7, A, 2), say(Phase.PREPARE, 0, 7, A, 3), say(Phase.PREPARE, 0, 7, A, 4));
    }

    @Test
    void moreThanAQuorumIsNotTheProofThatAllMake() {
        refused(
                PROPOSAL,
                say(Phase.PREPARE, 0, 7, A, 2),
                say(Phase.PREPARE, 0, 7, A, 3),
                say(Phase.PREPARE, 0, 7, A, 4));
    }

    @Test
    void P07_commitsForDifferentThingsDecideNothing() {
        for (Statement odd :
                List.of(say(Phase.COMMIT, 0, 7, B, 3), say(Phase.COMMIT, 1, 7, A, 3), say(Phase.COMMIT, 0, 8, A, 3))) {
            CommitCertificate mixed =
                    new CommitCertificate(List.of(say(Phase.COMMIT, 0, 7, A, 1), say(Phase.COMMIT, 0, 7, A, 2), odd));
            assertThat(Certificates.flaw(mixed, FOUR)).isNotNull();
        }
    }

    @Test
    void P08_twoOfFourDecideNothing() {
        CommitCertificate two =
                new CommitCertificate(List.of(say(Phase.COMMIT, 0, 7, A, 1), say(Phase.COMMIT, 0, 7, A, 2)));
        assertThat(Certificates.flaw(two, FOUR)).isNotNull();
    }

    @Test
    void P47_differentStatesAreNoCheckpoint() {
        CheckpointCertificate whole = Words.checkpoint(64, FOUR);
        List<Statement> mixed = new ArrayList<>(whole.statements());
        mixed.set(2, say(Phase.CHECKPOINT, 0, 64, CheckpointCertificate.digest(64, A, A, 100), 3));
        assertThat(Certificates.flaw(new CheckpointCertificate(64, A, B, 100, mixed), FOUR))
                .isNotNull();
        assertThat(Certificates.flaw(new CheckpointCertificate(128, A, B, 100, whole.statements()), FOUR))
                .isNotNull();
    }

    private static void refused(Statement proposal, Statement... prepares) {
        assertThat(Certificates.flaw(new PreparedCertificate(proposal, List.of(prepares)), FOUR))
                .isNotNull();
    }
}
