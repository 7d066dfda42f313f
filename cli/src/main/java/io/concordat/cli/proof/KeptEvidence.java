package io.concordat.cli.proof;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.client.Proofs;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.node.Json;
import io.concordat.node.Protocols;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFile.NodeEntry;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.NodeFile;
import io.concordat.protocol.Evidence;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Witnesses;
import io.concordat.record.StorageException;
import io.concordat.storage.OfflineRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The evidence of one cluster, from nodes that run and from directories of those that do not. */
public final class KeptEvidence {
    private final ClusterFile cluster;
    private final ProofRules rules;
    private final Witnesses witnesses;
    private final Map<Evidence, TreeSet<Integer>> keepers = new LinkedHashMap<>();

    private KeptEvidence(ClusterFile cluster, int group) {
        this.cluster = cluster;
        this.rules = Protocols.named(cluster.protocol()).proofs();
        this.witnesses = ProofFile.witnesses(cluster, group);
    }

    /** One lie, and who can prove it. */
    public record Piece(Evidence evidence, List<Integer> keptBy, Map<String, Object> exported) {
        public Map<String, Object> summary() {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("signer", evidence.signer());
            out.put("phase", evidence.phase());
            out.put("view", evidence.term());
            out.put("index", evidence.index());
            out.put("one", evidence.one().digest().toHex());
            out.put("other", evidence.other().digest().toHex());
            out.put("keptBy", keptBy);
            return out;
        }
    }

    /**
     * All there is; each piece once, and only what holds.
     *
     * @param home a stopped node's directory, or null for the cluster that {@code target} names
     */
    public static List<Piece> find(@Nullable Path home, Target target) throws IOException {
        if (home != null) {
            ClusterFile cluster = ClusterFiles.read(home.resolve(ClusterFile.NAME));
            KeptEvidence found =
                    new KeptEvidence(cluster, cluster.group(target.group()).id());
            found.read(home);
            return found.pieces();
        }
        try (ClusterConnection connection = target.connect()) {
            ClusterFile cluster = connection.cluster();
            KeptEvidence found =
                    new KeptEvidence(cluster, cluster.group(target.group()).id());
            found.everywhere(connection, target);
            return found.pieces();
        }
    }

    private void everywhere(ClusterConnection connection, Target target) throws IOException {
        TreeMap<Integer, String> silent = new TreeMap<>();
        for (NodeEntry node : cluster.nodes()) {
            try {
                add(
                        node.node(),
                        Asking.await(
                                Proofs.through(connection.client()).evidence(node.node(), target.timeout()),
                                target.timeout()));
            } catch (CommandFailed e) {
                Path home = target.directory().resolve("node-" + node.node());
                if (Files.exists(home.resolve(NodeFile.DATA))) {
                    read(home);
                } else {
                    silent.put(node.node(), String.valueOf(e.getMessage()));
                }
            }
        }
        if (silent.size() == cluster.nodes().size()) {
            throw new CommandFailed(ErrorCode.NO_QUORUM, "no node answers: " + silent, "");
        }
        silent.forEach((node, why) -> Output.say("node " + node + " was not asked: " + why));
    }

    private void read(Path home) throws IOException {
        try {
            OfflineRecords.Evidence kept = OfflineRecords.evidence(
                    home.resolve(NodeFile.DATA), witnesses.context().group());
            add(kept.node(), kept.payloads());
        } catch (StorageException e) {
            throw new CommandFailed(e.code(), home + ": " + e.getMessage(), "a stopped node's directory");
        }
    }

    /** What one node says proves nothing by itself: a liar may make up evidence as well. */
    private void add(int node, List<Bytes> payloads) {
        for (Bytes payload : payloads) {
            try {
                Evidence evidence = rules.evidence(payload);
                String flaw = rules.flaw(witnesses, evidence);
                if (flaw == null) {
                    keepers.computeIfAbsent(evidence, e -> new TreeSet<>()).add(node);
                } else {
                    Output.say("node " + node + " keeps something that is no evidence: " + flaw);
                }
            } catch (MalformedException e) {
                Output.say("node " + node + " keeps something that is no evidence: " + e.getMessage());
            }
        }
    }

    private List<Piece> pieces() {
        List<Piece> all = new ArrayList<>();
        keepers.forEach((evidence, nodes) -> all.add(new Piece(
                evidence, List.copyOf(nodes), EvidenceFile.write(evidence, witnesses.context(), cluster.protocol()))));
        return all;
    }

    public static void write(List<Piece> pieces, Path file) throws IOException {
        Files.write(file, pieces.stream().map(p -> Json.of(p.exported())).toList());
    }
}
