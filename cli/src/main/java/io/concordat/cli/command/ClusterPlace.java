package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Target;
import io.concordat.node.NodeProcesses;
import io.concordat.node.config.ClusterFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whose nodes: a directory as an argument, or found as every other command finds it. */
final class ClusterPlace {
    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "The cluster's directory.")
    private @Nullable Path argument;

    @Option(
            names = "--cluster",
            paramLabel = "DIR",
            description = "The same (else CONCORDAT_CLUSTER, else the nearest one upward).")
    private @Nullable Path option;

    Path directory() {
        if (argument != null && option != null && !argument.equals(option)) {
            throw CommandFailed.usage("two directories: " + argument + " and " + option, "DIR or --cluster DIR");
        }
        if (argument != null && !Files.exists(argument.resolve(ClusterFile.NAME))) {
            throw CommandFailed.usage(argument + " holds no cluster.toml", "a directory written by `concordat init`");
        }
        return Target.located(argument != null ? argument : option);
    }

    NodeProcesses processes() {
        return new NodeProcesses(directory());
    }

    /** Of {@code logs 2} the number is a node, unless a cluster of that name is here; then nothing is left of DIR. */
    @Nullable
    Integer numberInsteadOfDirectory() {
        if (argument == null || !argument.toString().matches("\\d{1,9}") || Files.exists(argument)) {
            return null;
        }
        int number = Integer.parseInt(argument.toString());
        argument = null;
        return number;
    }
}
