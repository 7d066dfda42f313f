package io.concordat.cli.command;

import io.concordat.cli.Asking;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.client.Administration;
import io.concordat.node.ClusterConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Who leads, moved on purpose. */
@Command(
        name = "leader",
        description = "Leadership, for administrators.",
        footer = {"", "Example:", "  concordat leader transfer 2 -o json"})
public final class LeaderCommand {
    @Command(
            name = "transfer",
            description = {
                "Let NODE lead. Writes wait meanwhile, usually a few milliseconds; when it does not come off within an"
                        + " election timeout, the old leader leads on. Needs the cluster's admin.toml.",
                ""
            },
            footer = {
                "",
                "Exit status: 0 NODE leads, 1 it does not (TRANSFER_FAILED), 2 no such node, 3 no leader was found,"
                        + " 8 the key is not an administrator's."
            })
    int transfer(@Parameters(paramLabel = "NODE") int node, @Mixin Target target, @Mixin Output output) {
        try (ClusterConnection connection = target.connectAsAdmin()) {
            connection.cluster().node(node);
            Administration.Leadership now = Asking.await(
                    Administration.through(connection.client()).transferLeadership(node, target.timeout()),
                    target.timeout());
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("leader", now.leader());
            object.put("term", now.term());
            output.result(object, "node " + now.leader() + " leads term " + now.term());
            return 0;
        }
    }
}
