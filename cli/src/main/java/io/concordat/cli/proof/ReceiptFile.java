package io.concordat.cli.proof;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.receipt.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A receipt as a JSON object. Some fields say for readers what others prove: those must agree with them. */
final class ReceiptFile {
    static final String FORMAT = "concordat-receipt/1";

    private ReceiptFile() {}

    static Map<String, Object> write(Receipt receipt, String protocol) throws MalformedException {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("format", FORMAT);
        out.put("protocol", protocol);
        out.put("cluster", receipt.context().cluster().toHex());
        out.put("group", receipt.context().group());
        out.put("epoch", receipt.context().epoch());
        out.put("client", receipt.bundle().clientKey().toHex());
        out.put("session", receipt.bundle().session().toHex());
        out.put("number", receipt.number());
        out.put("command", receipt.command().toHex());
        out.put("index", receipt.place().index());
        out.put("refused", receipt.outcome().refused());
        out.put("result", receipt.outcome().bytes().toHex());
        out.put("replies", receipt.replies().stream().map(ReceiptFile::reply).toList());
        out.put("bundle", receipt.bundle().encoded().toHex());
        Map<String, Object> batch = new LinkedHashMap<>();
        batch.put("proposedNanos", receipt.place().proposedNanos());
        batch.put("wallMillis", receipt.place().wallMillis());
        batch.put(
                "bundles",
                receipt.place().bundles().stream().map(d -> d.bytes().toHex()).toList());
        out.put("batch", batch);
        out.put("certificate", receipt.certificate().toHex());
        return out;
    }

    private static Map<String, Object> reply(Receipt.SignedReply reply) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("node", reply.node());
        out.put("signature", reply.signature().toHex());
        return out;
    }

    /** Whatever stands in the file, the receipt holds it afterwards. */
    static Receipt read(Fields in, Limits limits) throws NotProof {
        GroupContext context = new GroupContext(
                in.bytes("cluster", GroupContext.CLUSTER_ID_LENGTH), in.node("group"), in.number("epoch"));
        Bundle bundle;
        try {
            bundle = Bundle.decode(in.bytes("bundle"), limits);
        } catch (MalformedException e) {
            throw new NotProof("bundle", String.valueOf(e.getMessage()));
        }
        Fields batch = in.object("batch");
        Receipt.Place place = new Receipt.Place(
                in.number("index"), batch.number("proposedNanos"), batch.number("wallMillis"), batch.hashes("bundles"));
        batch.end();
        List<Receipt.SignedReply> replies = new ArrayList<>();
        for (Fields reply : in.objects("replies")) {
            replies.add(new Receipt.SignedReply(reply.node("node"), reply.bytes("signature", 64)));
            reply.end();
        }
        Receipt receipt = new Receipt(
                context,
                bundle,
                in.number("number"),
                place,
                in.bytes("certificate"),
                new Receipt.Outcome(in.flag("refused"), in.bytes("result")),
                replies);
        mustAgree("client", in.bytes("client"), bundle.clientKey());
        mustAgree("session", in.bytes("session"), bundle.session());
        try {
            mustAgree("command", in.bytes("command"), receipt.command());
        } catch (MalformedException e) {
            throw new NotProof("number", String.valueOf(e.getMessage()));
        }
        in.end();
        return receipt;
    }

    private static void mustAgree(String field, Bytes said, Bytes proved) throws NotProof {
        if (!said.equals(proved)) {
            throw new NotProof(field, "it is not what the client's signed bundle holds");
        }
    }
}
