package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.B;
import static io.concordat.pbft.Words.CONFIG;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.change;
import static io.concordat.pbft.Words.checkpoint;
import static io.concordat.pbft.Words.prepared;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A VIEW-CHANGE claims nothing that it does not prove. */
class ViewChangeRulesTest {
    @Test
    void whatIsProvedCounts() {
        assertThat(flaw(change(1, 2, null))).isNull();
        assertThat(flaw(change(3, 2, checkpoint(64, FOUR), prepared(0, 65, A, FOUR), prepared(2, 70, B, FOUR))))
                .isNull();
    }

    static Stream<Arguments> malformed() {
        CheckpointCertificate stable = checkpoint(64, FOUR);
        PreparedCertificate lonely =
                new PreparedCertificate(say(Phase.PRE_PREPARE, 0, 2, A, 1), List.of(say(Phase.PREPARE, 0, 2, A, 2)));
        CheckpointCertificate thin =
                new CheckpointCertificate(64, A, B, 100, stable.statements().subList(0, 2));
        return Stream.of(
                Arguments.of("P28 a certificate with one PREPARE", change(1, 2, null, lonely)),
                Arguments.of("P29 a checkpoint without proof", change(1, 2, 64, null)),
                Arguments.of("P29 proof of another checkpoint", change(1, 2, 128, stable)),
                Arguments.of("P29 two of four signed the checkpoint", change(1, 2, thin)),
                Arguments.of("P30 the first view needs no change", change(0, 2, null)),
                Arguments.of("P44 a slot above the window", change(1, 2, null, prepared(0, 130, A, FOUR))),
                Arguments.of("P45 a slot that is stable", change(1, 2, stable, prepared(0, 64, A, FOUR))),
                Arguments.of("P09 a stranger's", change(1, 5, null)),
                Arguments.of("one slot twice", change(3, 2, null, prepared(0, 2, A, FOUR), prepared(1, 2, B, FOUR))),
                Arguments.of(
                        "slots out of order", change(3, 2, null, prepared(0, 3, A, FOUR), prepared(0, 2, A, FOUR))),
                Arguments.of("prepared in the view to come", change(1, 2, null, prepared(1, 2, A, FOUR))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void P09_P28_P29_P30_P44_P45_whatIsNotProvedDoesNotCount(String what, ViewChange change) {
        assertThat(flaw(change)).as(what).isNotNull();
    }

    private static String flaw(ViewChange change) {
        return ViewChangeRules.flaw(change, FOUR, CONFIG);
    }
}
