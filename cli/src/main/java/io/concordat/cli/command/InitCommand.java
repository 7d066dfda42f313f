package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.node.ClusterInit;
import io.concordat.node.config.ClusterFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a cluster's directory. */
@Command(
        name = "init",
        description = "Make a new cluster's directory: keys, agreed facts, one directory per node.",
        footer = {
            "",
            "Examples:",
            "  concordat init my",
            "  concordat init my --protocol raft --nodes 5 --set raft.election-timeout=1s",
            "  concordat init my --host n1.example,n2.example,n3.example"
        })
public final class InitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "A new or empty directory.")
    private Path directory = Path.of("");

    @Option(names = "--protocol", defaultValue = "raft", paramLabel = "NAME", description = "raft (default) or pbft.")
    private String protocol = "raft";

    @Option(names = "--nodes", paramLabel = "N", description = "How many (default 3 for raft, 4 for pbft).")
    private @Nullable Integer nodes;

    @Option(
            names = "--host",
            split = ",",
            defaultValue = "127.0.0.1",
            paramLabel = "H[,H…]",
            description = "One host for all nodes, or one per node (default 127.0.0.1).")
    private List<String> hosts = List.of();

    @Option(names = "--base-port", defaultValue = "7400", paramLabel = "P", description = "Default 7400.")
    private int basePort;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A key of `concordat config docs`; repeatable.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--insecure", description = "No TLS and, in Raft, no signatures: for comparison only.")
    private boolean insecure;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        String chosen = settings.getOrDefault("protocol", protocol);
        int many = nodes != null ? nodes : hosts.size() > 1 ? hosts.size() : GroupSize.fewest(chosen);
        if (hosts.stream().anyMatch(String::isBlank)) {
            throw CommandFailed.usage("a host is empty", "--host H or --host H1,H2,…");
        }
        ClusterFile made = new ClusterInit(directory, chosen, many, hosts, basePort, settings, insecure).write();
        if (!made.tls() || !made.signatures()) {
            Output.say("WARNING: this cluster is INSECURE. Whoever reaches its ports can read, write and forge.");
        }
        String advice = GroupSize.advice(made.protocol(), many);
        if (!advice.isEmpty()) {
            Output.say("note: " + advice + ".");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("cluster", made.id().toHex());
        result.put("directory", directory.toString());
        result.put("protocol", made.protocol());
        result.put("nodes", made.nodes().size());
        output.result(
                result,
                "made " + directory + ": " + made.nodes().size() + " nodes, " + made.protocol()
                        + "; start them with `concordat cluster up " + directory + "`");
        return 0;
    }
}
