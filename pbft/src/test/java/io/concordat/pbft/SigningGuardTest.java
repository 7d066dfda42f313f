package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.runtime.Invariant;
import org.junit.jupiter.api.Test;

/** Whatever the rest of the protocol believes: two things are never signed for one place. */
class SigningGuardTest {
    private final SigningGuard guard = new SigningGuard(Words.signer(2), Words.CONTEXT, 2);

    @Test
    void theSameIsSignedAgainByteForByte() {
        Statement first = guard.sign(Phase.PREPARE, 0, 5, A);
        assertThat(guard.sign(Phase.PREPARE, 0, 5, A)).isEqualTo(first);
    }

    @Test
    void anotherDigestForOnePlaceIsRefused() {
        guard.sign(Phase.COMMIT, 0, 5, A);
        refused(() -> guard.sign(Phase.COMMIT, 0, 5, B));
        guard.sign(Phase.COMMIT, 1, 5, B);
        guard.sign(Phase.PREPARE, 0, 5, B);
    }

    @Test
    void P62_whatAnEarlierLifeHasSignedBindsThisOne() {
        guard.remember(Words.say(Phase.PREPARE, 3, 5, A, 2));
        refused(() -> guard.sign(Phase.PREPARE, 3, 5, B));
    }

    @Test
    void P31_noVoteInAViewThatWasLeft() {
        guard.sign(Phase.VIEW_CHANGE, 2, 1, A);
        refused(() -> guard.sign(Phase.PREPARE, 1, 5, A));
        guard.sign(Phase.PREPARE, 2, 5, A);
        guard.entered(4);
        refused(() -> guard.sign(Phase.COMMIT, 3, 5, A));
    }

    @Test
    void oneViewChangeForEachViewWhateverItsCheckpoint() {
        guard.sign(Phase.VIEW_CHANGE, 2, 1, A);
        refused(() -> guard.sign(Phase.VIEW_CHANGE, 2, 64, B));
    }

    @Test
    void P45_stableSlotsGetNoMorePromises() {
        guard.close(64);
        refused(() -> guard.sign(Phase.PREPARE, 0, 64, A));
        refused(() -> guard.sign(Phase.CHECKPOINT, 0, 64, A));
        guard.sign(Phase.PREPARE, 0, 65, A);
    }

    private static void refused(Runnable signing) {
        assertThatThrownBy(signing::run).isInstanceOf(Invariant.Violation.class);
    }
}
