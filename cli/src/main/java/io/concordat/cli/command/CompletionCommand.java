package io.concordat.cli.command;

import io.concordat.cli.output.Console;
import io.concordat.cli.output.Output;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Completion for shells. */
@Command(
        name = "completion",
        header = "Print a script that completes commands and options in bash and zsh.",
        footer = {"", "Example:", "  source <(concordat completion)"})
public final class CompletionCommand implements Callable<Integer> {
    @Mixin
    private final Output output;

    private final Function<Console, CommandLine> whole;

    /** {@code whole} makes the program with all its commands. */
    public CompletionCommand(Console console, Function<Console, CommandLine> whole) {
        this.output = new Output(console);
        this.whole = whole;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("concordat", whole.apply(output.console()));
        output.result(Map.of("script", script), script);
        return 0;
    }
}
