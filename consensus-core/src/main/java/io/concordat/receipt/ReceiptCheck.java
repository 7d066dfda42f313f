package io.concordat.receipt;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Witnesses;
import io.concordat.receipt.Receipt.SignedReply;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges receipts by the membership alone. Thread-safe; what is judged may be hostile.
 *
 * @param rules of the protocol that certified
 * @param equal how many members' word makes a result certain: neither fewer nor more are taken, so that nothing in a
 *     receipt can be changed without its becoming worthless
 */
public record ReceiptCheck(Witnesses witnesses, ProofRules rules, int equal) {
    /** What does not hold, or null. */
    public @Nullable String flaw(Receipt receipt) {
        try {
            String flaw = ofContext(receipt.context());
            flaw = flaw == null ? ofBundle(receipt) : flaw;
            flaw = flaw == null ? ofPlace(receipt) : flaw;
            return flaw == null ? ofReplies(receipt) : flaw;
        } catch (MalformedException e) {
            return "bundle: " + e.getMessage();
        }
    }

    private @Nullable String ofContext(GroupContext found) {
        GroupContext expected = witnesses.context();
        if (!found.cluster().equals(expected.cluster())) {
            return "cluster: it is " + found.cluster().toHex() + ", the keys are those of "
                    + expected.cluster().toHex();
        }
        if (found.group() != expected.group()) {
            return "group: it is " + Integer.toUnsignedString(found.group()) + ", not "
                    + Integer.toUnsignedString(expected.group());
        }
        return found.epoch() == expected.epoch() ? null : "epoch: it is " + found.epoch() + ", not " + expected.epoch();
    }

    private @Nullable String ofBundle(Receipt receipt) throws MalformedException {
        Bundle bundle = receipt.bundle();
        GroupContext context = receipt.context();
        if (!bundle.cluster().equals(context.cluster()) || bundle.group() != context.group()) {
            return "bundle: it was signed for another cluster or group";
        }
        if (bundle.kind() != Bundle.Kind.COMMANDS) {
            return "bundle: it holds no commands";
        }
        if (!bundle.payloadIntact()) {
            return "bundle: the commands are not those that its client has signed";
        }
        Bytes key = bundle.clientKey();
        if (!witnesses.members().clientKeys().contains(key)) {
            return "bundle: its client is not enrolled";
        }
        if (!witnesses.verifier().verify(key, bundle.signedBytes(), bundle.signature())) {
            return "bundle: its client's signature does not hold";
        }
        if (receipt.number() < bundle.firstNumber() || receipt.number() > bundle.lastNumber()) {
            return "number: the bundle holds no command " + receipt.number();
        }
        receipt.command();
        return null;
    }

    private @Nullable String ofPlace(Receipt receipt) {
        if (!receipt.place().bundles().contains(receipt.bundle().digest())) {
            return "batch: it does not hold this bundle";
        }
        Hash digest = receipt.place().digest(receipt.context());
        String flaw = rules.flaw(witnesses, receipt.place().index(), digest, receipt.certificate());
        return flaw == null ? null : "certificate: " + flaw;
    }

    private @Nullable String ofReplies(Receipt receipt) throws MalformedException {
        if (receipt.replies().size() != equal) {
            return "replies: " + receipt.replies().size() + " where " + equal + " are a proof";
        }
        SortedSet<Integer> signers = new TreeSet<>();
        for (SignedReply reply : receipt.replies()) {
            Bytes key = witnesses.key(reply.node());
            if (key == null) {
                return "replies: node " + reply.node() + " is no member";
            }
            if (!signers.add(reply.node())) {
                return "replies: node " + reply.node() + " is counted twice";
            }
            if (!witnesses.verifier().verify(key, receipt.signedBytes(reply.node()), reply.signature())) {
                return "replies: node " + reply.node()
                        + " has not signed this session, number, command, index and result";
            }
        }
        return null;
    }
}
