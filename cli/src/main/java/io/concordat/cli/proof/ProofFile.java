package io.concordat.cli.proof;

import io.concordat.cli.CommandFailed;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.error.ErrorCode;
import io.concordat.log.GroupContext;
import io.concordat.node.Protocols;
import io.concordat.node.config.ClusterFile;
import io.concordat.protocol.Evidence;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.protocol.Witnesses;
import io.concordat.receipt.Receipt;
import io.concordat.receipt.ReceiptCheck;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file of proofs, one JSON object a line (or one over several), judged by the keys of a cluster's file alone. */
public final class ProofFile {
    private static final long MOST_BYTES = 64 << 20;

    private final ClusterFile cluster;
    private final ProtocolFactory protocol;

    private ProofFile(ClusterFile cluster) {
        this.cluster = cluster;
        this.protocol = Protocols.named(cluster.protocol());
    }

    /** What was found about one proof: {@code ok}, and what it proves, or which field does not hold and why. */
    public record Finding(Map<String, Object> object) {
        public boolean ok() {
            return Boolean.TRUE.equals(object.get("ok"));
        }

        /** For the one line on stderr. */
        public CommandFailed failure() {
            return new CommandFailed(
                    ErrorCode.VERIFICATION_FAILED,
                    object.get("field") + ": " + object.get("message"),
                    "what the group's members and the client have signed");
        }
    }

    /** Judges every proof in {@code file}; there is at least one finding. */
    public static List<Finding> check(Path file, ClusterFile cluster) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw CommandFailed.usage(file + " is larger than any file of proofs", "what --receipt or export wrote");
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            return List.of(refuted(new NotProof("form", "it is not text")));
        }
        ProofFile judge = new ProofFile(cluster);
        List<String> proofs = text.lines().filter(line -> !line.isBlank()).toList();
        boolean each = proofs.stream().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        List<Finding> found = new ArrayList<>();
        for (String proof : each && !proofs.isEmpty() ? proofs : List.of(text)) {
            found.add(judge.judged(proof));
        }
        return found;
    }

    private Finding judged(String text) {
        try {
            Fields fields = new Fields("", JsonReader.object(text));
            String format = fields.text("format");
            if (!fields.text("protocol").equals(cluster.protocol())) {
                throw new NotProof("protocol", "the cluster's is " + cluster.protocol());
            }
            if (format.equals(ReceiptFile.FORMAT)) {
                return receipt(ReceiptFile.read(fields, cluster.limits()));
            } else if (format.equals(EvidenceFile.FORMAT)) {
                return evidence(EvidenceFile.read(fields));
            }
            throw new NotProof("format", "'" + format + "' is none that this build reads");
        } catch (NotProof e) {
            return refuted(e);
        }
    }

    private Finding receipt(Receipt receipt) throws NotProof {
        ReceiptCheck check = check(cluster, protocol, witnesses(receipt.context()));
        hold(check.flaw(receipt));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("ok", true);
        out.put("proves", "receipt");
        out.put("session", receipt.bundle().session().toHex());
        out.put("number", receipt.number());
        out.put("index", receipt.place().index());
        out.put("refused", receipt.outcome().refused());
        out.put("result", receipt.outcome().bytes().toHex());
        out.put(
                "signers",
                receipt.replies().stream().map(Receipt.SignedReply::node).toList());
        return new Finding(out);
    }

    /** As whoever asks for a receipt holds it against the keys, too. */
    static ReceiptCheck check(ClusterFile cluster, ProtocolFactory protocol, Witnesses witnesses) {
        return new ReceiptCheck(
                witnesses,
                protocol.proofs(),
                protocol.replies().equalReplies(cluster.nodes().size()));
    }

    private Finding evidence(EvidenceFile.Told told) throws NotProof {
        Evidence evidence = told.evidence();
        String flaw = protocol.proofs().flaw(witnesses(told.context()), evidence);
        if (flaw != null) {
            throw new NotProof("evidence", flaw);
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("ok", true);
        out.put("proves", "equivocation");
        out.put("signer", evidence.signer());
        out.put("phase", evidence.phase());
        out.put("view", evidence.term());
        out.put("index", evidence.index());
        return new Finding(out);
    }

    private Witnesses witnesses(GroupContext found) throws NotProof {
        if (cluster.groups().stream().noneMatch(g -> g.id() == found.group())) {
            throw new NotProof("group", "the cluster has no group " + Integer.toUnsignedString(found.group()));
        }
        Witnesses known = witnesses(cluster, found.group());
        if (!found.cluster().equals(cluster.id())) {
            throw new NotProof(
                    "cluster", "the keys are those of " + cluster.id().toHex());
        }
        if (found.epoch() != known.context().epoch()) {
            throw new NotProof(
                    "epoch", "the keys are those of epoch " + known.context().epoch());
        }
        return known;
    }

    static Witnesses witnesses(ClusterFile cluster, int group) {
        GroupContext context =
                new GroupContext(cluster.id(), group, cluster.genesis().epoch());
        return new Witnesses(context, cluster.genesis(), new Ed25519Verifier(), cluster.limits());
    }

    /** Flaws begin with the field that does not hold. */
    private static void hold(@Nullable String flaw) throws NotProof {
        if (flaw != null) {
            int colon = flaw.indexOf(": ");
            throw colon < 0
                    ? new NotProof("receipt", flaw)
                    : new NotProof(flaw.substring(0, colon), flaw.substring(colon + 2));
        }
    }

    private static Finding refuted(NotProof why) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("ok", false);
        out.put("field", why.field());
        out.put("message", String.valueOf(why.getMessage()));
        return new Finding(out);
    }
}
