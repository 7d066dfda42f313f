package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.protocol.ReplyRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of four members one may lie: what two say alike is believed. */
class ChorusTest {
    private static final Bytes SESSION = Bytes.wrap(new byte[16]);

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final Chorus chorus = new Chorus(
            null,
            runtime.newLoop("client"),
            Limits.DEFAULTS,
            2,
            List::of,
            new PrimaryFirst(2, 1, runtime.newLoop("client"), runtime.clock(), List::of));

    @Test
    void P57_oneMemberAloneIsNotBelieved() {
        assertThat(chorus.heard(1, result(1, "yes"))).isEmpty();
        assertThat(chorus.heard(1, result(1, "yes"))).isEmpty();
        assertThat(chorus.heard(2, result(1, "no"))).isEmpty();
        assertThat(chorus.heard(3, result(1, "yes"))).containsExactly(result(1, "yes"));
    }

    @Test
    void P57_atLeastOneOfThoseWhoAreBelievedIsHonest() {
        for (int members = 1; members <= 13; members++) {
            int faults = (members - 1) / 3;
            assertThat(ReplyRule.OF_EQUALS.equalReplies(members)).isEqualTo(faults + 1);
            assertThat(ReplyRule.OF_LEADER.equalReplies(members)).isEqualTo(1);
        }
    }

    @Test
    void whatIsSettledIsNotToldAgain() {
        chorus.heard(1, result(1, "yes"));
        chorus.heard(2, result(1, "yes"));
        assertThat(chorus.heard(3, result(1, "yes"))).isEmpty();
        assertThat(chorus.heard(4, result(1, "yes"))).isEmpty();
    }

    @Test
    void whomTheyTakeForThePrimaryMakesNoDifference() {
        chorus.heard(1, result(1, "yes", 1));
        assertThat(chorus.heard(2, result(1, "yes", 2))).containsExactly(result(1, "yes"));
    }

    @Test
    void answersToDifferentQuestionsAreNotAddedUp() {
        chorus.heard(1, result(1, "yes"));
        assertThat(chorus.heard(2, result(2, "yes"))).isEmpty();
        Answer.Failure none = new Answer.Failure("", "", 0, false);
        chorus.heard(1, new Answer.QueryAnswer(7, Bytes.utf8("x"), none));
        assertThat(chorus.heard(2, new Answer.QueryAnswer(8, Bytes.utf8("x"), none)))
                .isEmpty();
        assertThat(chorus.heard(3, new Answer.QueryAnswer(7, Bytes.utf8("x"), none)))
                .hasSize(1);
    }

    @Test
    void aRefusalIsNeverProofThatNothingHappened() {
        chorus.heard(1, refusal("queue full", 1));
        List<Answer> believed = chorus.heard(2, refusal("too much pending", 3));
        assertThat(believed).hasSize(1);
        Answer.Failure failure = ((Answer.Results) believed.get(0)).failure();
        assertThat(failure.code()).isEqualTo("BUSY");
        assertThat(failure.nothingHappened()).isFalse();
    }

    @Test
    void eventsAreBelievedOneByOneAndInOrder() {
        chorus.heard(1, events(1, "a", "b"));
        assertThat(chorus.heard(2, events(2, "b"))).isEmpty();
        assertThat(chorus.heard(3, events(1, "a"))).containsExactly(events(1, "a"), events(2, "b"));
        assertThat(chorus.heard(4, events(1, "a", "b"))).isEmpty();
        chorus.heard(4, events(3, "forged"));
        assertThat(chorus.heard(1, events(3, "c"))).isEmpty();
        assertThat(chorus.heard(2, events(3, "c"))).containsExactly(events(3, "c"));
    }

    @Test
    void whoBabblesDrownsNobodyElse() {
        chorus.heard(1, result(1, "yes"));
        for (int i = 0; i < 10_000; i++) {
            chorus.heard(4, result(i + 2, "noise " + i));
        }
        assertThat(chorus.heard(2, result(1, "yes"))).hasSize(1);
    }

    private static Answer result(long first, String text) {
        return result(first, text, 0);
    }

    private static Answer result(long first, String text, int leader) {
        return new Answer.Results(
                SESSION,
                first,
                List.of(new Outcome.Reply(Bytes.utf8(text))),
                new Answer.Failure("", "", leader, false));
    }

    private static Answer refusal(String message, int leader) {
        return new Answer.Results(SESSION, 1, List.of(), new Answer.Failure("BUSY", message, leader, true));
    }

    private static Answer events(long first, String... texts) {
        return new Answer.SessionEvents(
                SESSION, first, List.of(texts).stream().map(Bytes::utf8).toList());
    }
}
