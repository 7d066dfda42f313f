package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.node.ByzantineNode;
import io.concordat.node.NodeMain;
import io.concordat.pbft.byzantine.Byzantine;
import io.concordat.replica.HostSetup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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
            "  concordat node my/node-1 --classpath my-state-machine.jar",
            "  concordat node test/node-1 --byzantine silent --unsafe     tests only: a member of pbft that lies"
        })
public final class NodeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR/node-I", description = "A node's directory, as init makes it.")
    private Path home = Path.of("");

    @Option(
            names = "--classpath",
            paramLabel = "JARS",
            description = "State machines of your own; read by the launcher.")
    private @Nullable String classPath;

    @Option(
            names = "--byzantine",
            paramLabel = "KIND",
            description = "Lie on purpose, to test the others (pbft; needs --unsafe). Words or B1..B21, see docs.")
    private @Nullable String byzantine;

    @Option(names = "--unsafe", description = "Says that this node is meant to lie.")
    private boolean unsafe;

    @Option(
            names = "--flood-rate",
            defaultValue = "500",
            paramLabel = "N",
            description = "Messages per second that a flooder sends to each of the others (default 500).")
    private int floodRate = 500;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        return NodeMain.run(home, turn(), System.out, (code, message, expected) -> {
            throw new CommandFailed(code, message, expected);
        });
    }

    private UnaryOperator<HostSetup> turn() {
        String kinds = byzantine;
        if (kinds == null) {
            return UnaryOperator.identity();
        }
        if (!unsafe) {
            throw CommandFailed.usage(
                    "a node that lies is refused: it counts as one of the f that a cluster withstands",
                    "--unsafe as well, on a cluster made for tests");
        }
        try {
            return new ByzantineNode(Byzantine.parse(kinds), floodRate, home);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()), "--byzantine KIND");
        }
    }
}
