package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.api.OutcomeException;
import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import io.concordat.replica.StartRefused;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Exit statuses are a promise: 3 and 5 say that nothing was executed, 4 that nobody knows. */
class ErrorsTest {
    private static final List<Integer> STATUSES = List.of(1, 2, 3, 4, 5, 6, 7, 8);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void eachCodeIsExplainedAndItsStatusKeepsItsPromise(ErrorCode code) {
        Map<String, Object> told = Ran.json("errors", code.name()).exits(0).object();
        assertThat(told.keySet()).containsExactly("code", "exit", "outcome", "retryable", "meaning", "next");
        assertThat(told).containsEntry("code", code.name()).containsEntry("exit", (long) code.exit());
        assertThat((String) told.get("meaning")).isNotBlank();
        assertThat((String) told.get("next")).isNotBlank();
        assertThat(Ran.concordat("errors", code.name().toLowerCase(java.util.Locale.ROOT))
                        .exits(0)
                        .out())
                .contains(code.meaning(), "exit status: " + code.exit());

        assertThat(STATUSES).contains(code.exit());
        if (code.outcome() == ErrorCode.Outcome.UNKNOWN) {
            assertThat(code.exit()).as("an unknown outcome is no refusal").isIn(1, 4);
        } else {
            assertThat(code.exit()).as("a refusal is not unknown").isNotEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "USAGE,2",
        "NO_QUORUM,3",
        "TIMEOUT,4",
        "LOCK_BUSY,5",
        "DEADLOCK,5",
        "CAS_MISMATCH,5",
        "LIMIT_REACHED,5",
        "COUNTER_OVERFLOW,5",
        "VERIFICATION_FAILED,7",
        "WRONG_CLUSTER,8",
        "WRONG_IDENTITY,8",
        "WRONG_CONFIGURATION,8",
        "WRONG_VERSION,8",
        "INTERNAL,1"
    })
    void theContractsCodesHaveTheirStatus(String code, int exit) {
        assertThat(Ran.json("errors", code).exits(0).object()).containsEntry("exit", (long) exit);
    }

    @Test
    void withoutACodeAllAreListed() {
        assertThat(Ran.json("errors").exits(0).objects()).hasSize(ErrorCode.values().length);
        assertThat(Ran.concordat("errors").exits(0).out().lines()).hasSize(ErrorCode.values().length);
    }

    @Test
    void whatTheLayersBelowThrowKeepsItsMeaning() {
        assertThat(Failures.of(new OutcomeException(new Outcome.Unknown("silence")))
                        .exit())
                .isEqualTo(4);
        assertThat(Failures.of(new OutcomeException(new Outcome.Refused("CAS_MISMATCH", "42")))
                        .exit())
                .isEqualTo(5);
        assertThat(Failures.of(new StorageException(ErrorCode.WRONG_CLUSTER, "x"))
                        .exit())
                .isEqualTo(8);
        assertThat(Failures.of(new ExecutionException(
                                new StartRefused(ErrorCode.DIRECTORY_IN_USE, "pid 7", new IllegalStateException())))
                        .exit())
                .isEqualTo(1);
        assertThat(Failures.of(new IllegalStateException("a bug")).line(false))
                .startsWith("error INTERNAL: ")
                .contains("a bug");
        assertThat(CommandFailed.of("FROM_THE_FUTURE", "unheard of").exit())
                .as("a newer node's refusal")
                .isEqualTo(1);
    }

    @Test
    void anErrorIsOneLineAlsoWhenItsMessageIsNot() {
        CommandFailed failure = new CommandFailed(ErrorCode.NOT_READY, "node 2 ended\nline one\n\"two\"\u0007", "");
        assertThat(failure.line(true)).doesNotContain("\n");
        assertThat(JsonText.object(failure.line(true)))
                .containsEntry("error", "NOT_READY")
                .containsEntry("message", "node 2 ended\nline one\n\"two\"\u0007");
    }
}
