package io.concordat.cli.command;

import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.client.ClientSession;
import io.concordat.node.ClusterConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Whether the cluster takes a write: it is asked for one, because reading goes on where writing does not, on a disk
 * that is full, say. A session is opened and closed, which leaves nothing.
 */
@Command(
        name = "health",
        description = "Exit 0 while a write would be accepted, else 3 and why. Opens and closes a session to know.",
        footer = {"", "Example:", "  concordat health --timeout 1s && echo ready"})
public final class HealthCommand implements Callable<Integer> {
    private static final int NO_QUORUM = 3;
    private static final Duration LIFE = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofMillis(500);

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (ClusterConnection connection = target.connect()) {
            ClientSession session =
                    Asking.await(connection.client().openSession(LIFE, target.timeout()), target.timeout());
            Asking.await(session.close(GOODBYE), GOODBYE);
            output.result(Map.of("healthy", true), "healthy");
            return 0;
        } catch (CommandFailed e) {
            if (e.exit() != NO_QUORUM && e.exit() != 4) {
                throw e;
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("healthy", false);
            result.put("reason", e.code());
            result.put("message", String.valueOf(e.getMessage()));
            output.result(result, "not healthy: " + e.code() + ": " + e.getMessage());
            return NO_QUORUM;
        }
    }
}
