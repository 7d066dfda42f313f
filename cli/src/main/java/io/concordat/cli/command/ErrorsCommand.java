package io.concordat.cli.command;

import io.concordat.cli.output.Console;
import io.concordat.cli.output.Failure;
import io.concordat.cli.output.Output;
import io.concordat.cli.output.Table;
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

/** The registry of errors. */
@Command(
        name = "errors",
        header = "Explain an error code, or list all of them.",
        footer = {"", "Examples:", "  concordat errors", "  concordat errors CAS_MISMATCH -o json"})
public final class ErrorsCommand implements Callable<Integer> {
    @Mixin
    private final Output output;

    @Parameters(arity = "0..1", paramLabel = "CODE", description = "As errors name it, such as NO_QUORUM.")
    private @Nullable String code;

    public ErrorsCommand(Console console) {
        this.output = new Output(console);
    }

    @Override
    public Integer call() {
        List<ErrorCode> wanted = code == null ? Arrays.asList(ErrorCode.values()) : List.of(named(code));
        List<Map<String, Object>> objects = new ArrayList<>();
        Table table = new Table("CODE", "EXIT", "OUTCOME", "MEANING", "NEXT");
        for (ErrorCode error : wanted) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("code", error.name());
            object.put("exit", error.exit());
            object.put("outcome", error.outcome().name().toLowerCase(Locale.ROOT));
            object.put("retryable", error.retryable());
            object.put("meaning", error.meaning());
            object.put("next", error.next());
            objects.add(object);
            String outcome = error.outcome() == ErrorCode.Outcome.REFUSED ? "not executed" : "unknown";
            table.row(error.name(), Integer.toString(error.exit()), outcome, error.meaning(), error.next());
        }
        output.results(objects, table);
        return 0;
    }

    private static ErrorCode named(String code) {
        return ErrorCode.of(code)
                .orElseThrow(() -> Failure.usage(
                        "there is no error code '" + code + "'",
                        Arrays.stream(ErrorCode.values()).map(Enum::name).collect(Collectors.joining(", ")),
                        "`concordat errors` lists and explains all."));
    }
}
