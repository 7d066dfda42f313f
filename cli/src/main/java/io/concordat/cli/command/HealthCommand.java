package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.node.ClusterConnection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether the cluster would take a write. */
@Command(
        name = "health",
        description = "Exit 0 while a write would be accepted, else 3.",
        footer = {"", "Example:", "  concordat health --timeout 1s && echo ready"})
public final class HealthCommand implements Callable<Integer> {
    private static final int NO_QUORUM = 3;

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (ClusterConnection connection = target.connect()) {
            Probe.awaitWritable(connection.client(), target.timeout());
            output.result(Map.of("healthy", true), "healthy");
            return 0;
        } catch (CommandFailed e) {
            if (e.exit() != NO_QUORUM && e.exit() != 4) {
                throw e;
            }
            output.result(Map.of("healthy", false), "not healthy: " + e.getMessage());
            return NO_QUORUM;
        }
    }
}
