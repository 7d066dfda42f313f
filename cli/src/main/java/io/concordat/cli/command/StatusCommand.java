package io.concordat.cli.command;

import io.concordat.bytes.Bytes;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.client.NodeStatus;
import io.concordat.client.Proofs;
import io.concordat.node.ClusterConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every node says of itself. */
@Command(
        name = "status",
        description = "One line per node: role, term, indexes, state hash, figures.",
        footer = {
            "",
            "Examples:",
            "  concordat status --cluster my",
            "  concordat status --watch",
            "  concordat status -o json"
        })
public final class StatusCommand implements Callable<Integer> {
    private static final int NO_QUORUM = 3;
    private static final Duration PROOF_WAIT = Duration.ofSeconds(1);
    private static final long WATCH_NANOS = Duration.ofSeconds(1).toNanos();

    @Option(names = "--watch", description = "Again every second, until interrupted.")
    private boolean watch;

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        try (ClusterConnection connection = target.connect()) {
            while (true) {
                ClusterStatus status = ClusterStatus.ask(connection, target.timeout());
                boolean answered = show(status, evidence(connection, status));
                if (!watch) {
                    return answered ? 0 : NO_QUORUM;
                }
                LockSupport.parkNanos(WATCH_NANOS);
                if (Thread.interrupted()) {
                    return 0;
                }
            }
        }
    }

    /** How many pieces of evidence each node that answers keeps. */
    private Map<Integer, Integer> evidence(ClusterConnection connection, ClusterStatus status) {
        Map<Integer, CompletableFuture<List<Bytes>>> asked = new TreeMap<>();
        status.answers().forEach((node, answer) -> {
            if (answer.status() != null) {
                asked.put(node, Proofs.through(connection.client()).evidence(node, PROOF_WAIT));
            }
        });
        Map<Integer, Integer> found = new TreeMap<>();
        asked.forEach((node, future) -> {
            try {
                found.put(node, Asking.await(future, PROOF_WAIT).size());
            } catch (CommandFailed e) {
                Output.say("node " + node + " does not say what evidence it keeps: " + e.getMessage());
            }
        });
        return found;
    }

    private boolean show(ClusterStatus status, Map<Integer, Integer> evidence) {
        List<Map<String, Object>> rows = new ArrayList<>();
        status.answers().forEach((node, answer) -> {
            Map<String, Object> row = row(node, answer);
            Integer pieces = evidence.get(node);
            if (pieces != null) {
                row.put("evidence", pieces);
            }
            rows.add(row);
        });
        output.list(rows);
        return status.reachable() > 0;
    }

    private static Map<String, Object> row(int node, ClusterStatus.Answer answer) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", node);
        NodeStatus status = answer.status();
        row.put("reachable", status != null);
        if (status == null) {
            row.put("error", answer.error());
            return row;
        }
        row.put("group", status.group());
        row.put("protocol", status.protocol());
        row.put("role", status.role());
        row.put(status.protocol().equals("pbft") ? "view" : "term", status.term());
        row.put("epoch", status.epoch());
        row.put("commitIndex", status.commitIndex());
        row.put("appliedIndex", status.appliedIndex());
        row.put("stateHash", status.stateHash().toHex());
        row.put("cpuSeconds", status.figures().cpuSeconds());
        row.put("syncs", status.figures().syncs());
        row.put("signatures", status.figures().signatures());
        row.put("verifications", status.figures().verifications());
        row.put("stateIndex", status.stateIndex());
        row.put("snapshotIndex", status.snapshotIndex());
        row.put("firstIndex", status.firstIndex());
        row.put("longestPauseMillis", status.figures().longestPauseMillis());
        row.put("leader", status.leader());
        row.put("busy", status.figures().busy());
        row.put("expired", status.figures().expired());
        row.put("pendingBytes", status.figures().pendingBytes());
        if (!status.recovery().isEmpty()) {
            row.put("recovery", status.recovery());
        }
        return row;
    }
}
