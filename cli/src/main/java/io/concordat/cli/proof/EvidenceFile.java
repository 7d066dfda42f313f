package io.concordat.cli.proof;

import io.concordat.log.GroupContext;
import io.concordat.protocol.Evidence;
import java.util.LinkedHashMap;
import java.util.Map;

/** A piece of evidence as a JSON object. */
final class EvidenceFile {
    static final String FORMAT = "concordat-evidence/1";

    private EvidenceFile() {}

    static Map<String, Object> write(Evidence evidence, GroupContext context, String protocol) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format", FORMAT);
        out.put("protocol", protocol);
        out.put("cluster", context.cluster().toHex());
        out.put("group", context.group());
        out.put("epoch", context.epoch());
        out.put("signer", evidence.signer());
        out.put("phase", evidence.phase());
        out.put("view", evidence.term());
        out.put("index", evidence.index());
        out.put("one", signed(evidence.one()));
        out.put("other", signed(evidence.other()));
        return out;
    }

    private static Map<String, Object> signed(Evidence.Signed signed) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("digest", signed.digest().toHex());
        out.put("signature", signed.signature().toHex());
        return out;
    }

    /** A lie, and the group in which it was told. */
    record Told(GroupContext context, Evidence evidence) {}

    static Told read(Fields in) throws NotProof {
        GroupContext context = new GroupContext(
                in.bytes("cluster", GroupContext.CLUSTER_ID_LENGTH), in.node("group"), in.number("epoch"));
        Evidence evidence = new Evidence(
                in.node("signer"),
                in.text("phase"),
                in.number("view"),
                in.number("index"),
                signed(in.object("one")),
                signed(in.object("other")));
        in.end();
        return new Told(context, evidence);
    }

    private static Evidence.Signed signed(Fields in) throws NotProof {
        Evidence.Signed signed = new Evidence.Signed(in.hash("digest"), in.bytes("signature", 64));
        in.end();
        return signed;
    }
}
