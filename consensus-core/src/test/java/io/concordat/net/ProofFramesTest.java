package io.concordat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.ProofFrames.Question;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Questions for proofs and their answers, there and back; and what is none. */
class ProofFramesTest {
    private static final List<Question> QUESTIONS = List.of(
            new Question.OfCommand(7, Bytes.utf8("sixteen bytes ok"), 3), new Question.OfLies(Long.MAX_VALUE, 0));

    @Test
    void questionsAndAnswersArriveAsTheyWereSent() throws MalformedException {
        for (Question question : QUESTIONS) {
            assertThat(ProofFrames.question(ProofFrames.question(5, question))).isEqualTo(question);
        }
        Bytes proof = Bytes.utf8("proof");
        assertThat(ProofFrames.reply(ProofFrames.reply(5, 9, proof)))
                .isEqualTo(new ProofFrames.Reply(9, "", "", proof));
        assertThat(ProofFrames.reply(ProofFrames.refusal(5, 9, ErrorCode.BUSY, "later")))
                .isEqualTo(new ProofFrames.Reply(9, "BUSY", "later", Bytes.EMPTY));
        String long1 = "x".repeat(5_000);
        assertThat(ProofFrames.reply(ProofFrames.refusal(5, 9, ErrorCode.BUSY, long1))
                        .message())
                .hasSize(1_024);
    }

    @Test
    void whatNobodyAsksIsRefused() {
        for (int length = 0; length < 40; length++) {
            Frame zeros = Frame.of(FrameKind.PROOF, 0, Bytes.wrap(new byte[length]), Bytes.EMPTY);
            assertThatThrownBy(() -> ProofFrames.question(zeros)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void rubbishBreaksNothing() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(48)];
            random.nextBytes(bytes);
            if (bytes.length > 8) {
                bytes[8] = (byte) random.nextInt(3);
            }
            Frame frame = Frame.of(FrameKind.PROOF, 0, Bytes.wrap(bytes), Bytes.EMPTY);
            try {
                assertThat(ProofFrames.question(ProofFrames.question(0, ProofFrames.question(frame))))
                        .isNotNull();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            try {
                assertThat(ProofFrames.reply(frame).error()).isNotNull();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
