package io.concordat.cli.command;

import io.concordat.cli.Asking;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.client.Administration;
import io.concordat.node.ClusterConnection;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A snapshot of the state, out of turn. */
@Command(
        name = "snapshot",
        description = "Snapshots, for administrators.",
        footer = {"", "Example:", "  concordat snapshot save -o json"})
public final class SnapshotCommand {
    @Command(
            name = "save",
            description = {
                "Let the leader write a snapshot now. It holds everything executed so far, and stands in the node's"
                        + " snapshots folder beside those taken in turn (snapshot.every-commands). Needs the cluster's"
                        + " admin.toml.",
                ""
            },
            footer = {
                "",
                "Exit status: 0 it is durable, 1 it cannot be written (SNAPSHOT_REFUSED), 3 no leader was found,"
                        + " 8 the key is not an administrator's."
            })
    int save(@Mixin Target target, @Mixin Output output) {
        try (ClusterConnection connection = target.connectAsAdmin()) {
            long index = Asking.await(
                    Administration.through(connection.client()).saveSnapshot(target.timeout()), target.timeout());
            output.result(Map.of("index", index), "snapshot at index " + index);
            return 0;
        }
    }
}
