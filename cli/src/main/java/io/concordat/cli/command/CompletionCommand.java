package io.concordat.cli.command;

import io.concordat.cli.Output;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion for bash and zsh. */
@Command(
        name = "completion",
        description = "Print a completion script: source <(concordat completion)",
        footer = {"", "Example:", "  source <(concordat completion)"})
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (spec != null) {
            String script = AutoComplete.bash("concordat", spec.root().commandLine());
            output.result(Map.of("script", script), script);
        }
        return 0;
    }
}
