package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.node.NodeMain;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one node in the foreground. */
@Command(
        name = "node",
        description = "Run one node in the foreground, until SIGTERM.",
        footer = {
            "",
            "Examples:",
            "  concordat node my/node-1",
            "  concordat node my/node-1 --classpath my-state-machine.jar"
        })
public final class NodeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR/node-I", description = "A node's directory, as init makes it.")
    private Path home = Path.of("");

    @Option(
            names = "--classpath",
            paramLabel = "JARS",
            description = "State machines of your own; read by the launcher.")
    private @Nullable String classPath;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        return NodeMain.run(home, System.out, (code, message, expected) -> {
            throw new CommandFailed(code, message, expected);
        });
    }
}
