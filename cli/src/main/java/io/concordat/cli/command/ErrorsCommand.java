package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Explains error codes. */
@Command(
        name = "errors",
        description = "Explain an error code, or list all.",
        footer = {"", "Examples:", "  concordat errors", "  concordat errors CAS_MISMATCH -o json"})
public final class ErrorsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CODE", arity = "0..1")
    private @Nullable String code;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (code == null) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (ErrorCode each : ErrorCode.values()) {
                rows.add(row(each));
            }
            output.list(rows);
            return 0;
        }
        ErrorCode found = ErrorCode.of(code)
                .orElseThrow(() -> CommandFailed.usage(
                        "there is no error code '" + code + "'",
                        Arrays.stream(ErrorCode.values()).map(Enum::name).collect(Collectors.joining(", "))));
        output.result(
                row(found),
                found + "\n  meaning: " + found.meaning() + "\n  the command: "
                        + (found.outcome() == ErrorCode.Outcome.REFUSED ? "was not executed" : "may have been executed")
                        + "\n  retried by the client: " + (found.retryable() ? "yes" : "no")
                        + "\n  exit status: " + found.exit() + "\n  next: " + found.next());
        return 0;
    }

    private static Map<String, Object> row(ErrorCode code) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("code", code.name());
        row.put("exit", code.exit());
        row.put("outcome", code.outcome().name().toLowerCase(Locale.ROOT));
        row.put("retryable", code.retryable());
        row.put("meaning", code.meaning());
        row.put("next", code.next());
        return row;
    }
}
