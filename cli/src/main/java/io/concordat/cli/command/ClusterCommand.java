package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.node.NodeProcesses;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ClusterFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The nodes of a directory as background processes. */
@Command(
        name = "cluster",
        description = "Start, stop and list a directory's nodes as background processes.",
        footer = {
            "",
            "Examples:",
            "  concordat cluster up my && concordat cluster ps my",
            "  concordat cluster logs -f my 2",
            "  concordat cluster down my"
        })
public final class ClusterCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FOLLOWED_LINES = 20;
    private static final long FOLLOW_NANOS = Duration.ofMillis(200).toNanos();

    /** Starts what does not run, and returns when the cluster serves. */
    @Command(name = "up", description = "Start every node that is not running; return when the cluster serves.")
    int up(@Mixin ClusterPlace place, @Mixin Output output) throws IOException {
        Path directory = place.directory();
        NodeProcesses processes = place.processes();
        try {
            long began = System.nanoTime();
            TreeSet<Integer> started = new TreeSet<>();
            List<Integer> more = processes.startAll(PATIENCE);
            do {
                started.addAll(more);
                Duration left = PATIENCE.minusNanos(System.nanoTime() - began);
                awaitService(directory, processes, left);
                // A node killed a moment ago may have looked alive until now.
                more = processes.startAll(left);
            } while (!more.isEmpty());
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("started", List.copyOf(started));
            result.put("nodes", processes.nodes().size());
            output.result(result, "up: " + processes.nodes().size() + " nodes, started " + started);
            return 0;
        } catch (TimeoutException e) {
            throw new CommandFailed(ErrorCode.NOT_READY, String.valueOf(e.getMessage()), "every node ready in 30 s");
        }
    }

    private static void awaitService(Path directory, NodeProcesses processes, Duration patience) {
        ClientFile identity = ClientFile.read(directory.resolve(ClientFile.NAME));
        for (ClusterFile.GroupEntry group : processes.cluster().groups()) {
            try (ClusterConnection connection = ClusterConnection.open(processes.cluster(), identity, group.name())) {
                Probe.awaitWritable(connection.client(), patience);
            } catch (CommandFailed e) {
                throw new CommandFailed(
                        ErrorCode.NOT_READY,
                        "the nodes run, but group " + group.name() + " does not serve: " + e.getMessage(),
                        "a leader within 30 s");
            }
        }
    }

    /** Stops all. */
    @Command(name = "down", description = "Stop every node cleanly.")
    int down(@Mixin ClusterPlace place, @Mixin Output output) {
        List<Integer> stopped = place.processes().stopAll();
        output.result(Map.of("stopped", stopped), "down: stopped " + stopped);
        return 0;
    }

    /** Lists all. */
    @Command(name = "ps", description = "List the nodes and their processes.")
    int ps(@Mixin ClusterPlace place, @Mixin Output output) {
        NodeProcesses processes = place.processes();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int node : processes.nodes()) {
            ClusterFile.NodeEntry entry = processes.cluster().node(node);
            long pid = processes.process(node).map(ProcessHandle::pid).orElse(0L);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("node", node);
            row.put("pid", pid);
            row.put("state", pid == 0 ? "stopped" : "running");
            row.put("client", entry.host() + ":" + entry.clientPort());
            rows.add(row);
        }
        output.list(rows);
        return 0;
    }

    /** Shows logs. */
    @Command(name = "logs", description = "Print the nodes' logs.")
    int logs(
            @Mixin ClusterPlace place,
            @Parameters(index = "1", paramLabel = "I", arity = "0..1", description = "One node's only.") @Nullable
                    Integer only,
            @Option(names = "-f", description = "Follow them until interrupted.") boolean follow,
            @Mixin Output output)
            throws IOException {
        Integer alone = only == null ? place.numberInsteadOfDirectory() : null;
        Integer node = alone == null ? only : alone;
        NodeProcesses processes = place.processes();
        if (node != null) {
            processes.cluster().node(node);
        }
        LogReader reader = new LogReader(processes, node == null ? processes.nodes() : List.of(node));
        if (follow) {
            reader.skipAllBut(FOLLOWED_LINES);
        }
        do {
            reader.next((one, line) -> output.result(logged(one, line), "node-" + one + " " + line));
            if (follow) {
                LockSupport.parkNanos(FOLLOW_NANOS);
            }
        } while (follow && !Thread.currentThread().isInterrupted());
        return 0;
    }

    private static Map<String, Object> logged(int node, String line) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", node);
        row.put("line", line);
        return row;
    }
}
