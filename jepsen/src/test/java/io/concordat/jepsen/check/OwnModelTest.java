package io.concordat.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.history.HistoryFile;
import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Model;
import java.io.IOException;
import java.io.StringReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of docs/checker.md: a model of one's own. */
class OwnModelTest {
    // doc:begin
    /** A maximum: offer v; read answers the largest value offered so far. */
    record Maximum() implements Model<Long> {
        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long step(Long largest, Operation operation) {
            return switch (operation.f()) {
                case "offer" -> Math.max(largest, (Long) operation.argument());
                case "read" -> largest.equals(operation.result()) ? largest : null;
                default -> throw new IllegalArgumentException(operation.f());
            };
        }
    }

    static Judgement judge(String history) throws IOException {
        Budget budget = Budget.of(TimeUnit.SECONDS.toNanos(10));
        return Checker.standard().judge(new Maximum(), HistoryFile.read(new StringReader(history)), budget);
    }
    // doc:end

    @ParameterizedTest
    @CsvSource({"7, VALID", "0, INVALID"})
    void isJudged(long read, Judgement.Validity expected) throws IOException {
        String history =
                """
                {:process 0, :type :invoke, :f :offer, :value 7}
                {:process 0, :type :ok, :f :offer, :value 7}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 1, :type :ok, :f :read, :value %d}
                """
                        .formatted(read);
        assertThat(judge(history).validity()).isEqualTo(expected);
    }

    @Test
    void anOfferWithoutAnswerMayHaveHappened() throws IOException {
        String history =
                """
                {:process 0, :type :invoke, :f :offer, :value 7}
                {:process 0, :type :info, :f :offer, :error :timed-out}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 1, :type :ok, :f :read, :value 7}
                """;
        assertThat(judge(history).validity()).isEqualTo(Judgement.Validity.VALID);
    }
}
