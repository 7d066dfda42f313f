package io.concordat.receipt;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.protocol.Evidence;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProofRules;
import io.concordat.protocol.Witnesses;
import io.concordat.receipt.Receipt.Outcome;
import io.concordat.receipt.Receipt.SignedReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of four, its client, and receipts as its members make them. */
public final class Receipts {
    static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 3, 0);
    static final List<Ed25519Signer> MEMBERS = List.of(signer(1), signer(2), signer(3), signer(4));
    static final Ed25519Signer CLIENT = signer(9);
    static final Bytes SESSION = Bytes.utf8("sixteen bytes ok");
    private static final Witnesses WITNESSES = new Witnesses(
            CONTEXT,
            new Membership(
                    0,
                    List.of(member(1), member(2), member(3), member(4)),
                    List.of(CLIENT.publicKey(), signer(8).publicKey())),
            new Ed25519Verifier(),
            Limits.DEFAULTS);
    public static final ReceiptCheck CHECK = new ReceiptCheck(WITNESSES, new DigestIsCertificate(), 2);
    static final Outcome DONE = new Outcome(false, Bytes.utf8("42"));

    private Receipts() {}

    static Ed25519Signer signer(int node) {
        byte[] seed = new byte[32];
        seed[0] = (byte) node;
        return new Ed25519Signer(Bytes.wrap(seed));
    }

    private static Member member(int node) {
        return new Member(node, MEMBERS.get(node - 1).publicKey());
    }

    /** A protocol whose certificate is the digest itself. */
    private static final class DigestIsCertificate implements ProofRules {
        @Override
        public boolean certifies() {
            return true;
        }

        @Override
        public Examination examine(Witnesses witnesses, int self, LogTail boundary) {
            throw new AssertionError("no log here");
        }

        @Override
        public @Nullable String flaw(Witnesses witnesses, long index, Hash digest, Bytes certificate) {
            return digest.bytes().equals(certificate) ? null : "it is about something else";
        }

        @Override
        public Evidence evidence(Bytes payload) {
            throw new AssertionError("no evidence here");
        }

        @Override
        public @Nullable String flaw(Witnesses witnesses, Evidence evidence) {
            throw new AssertionError("no evidence here");
        }
    }

    static Bundle bundle(Ed25519Signer by, GroupContext context, String... commands) {
        return Bundle.commands(
                new Bundle.Identity(context.cluster(), context.group(), SESSION, by.publicKey()),
                7,
                List.of(commands).stream().map(Bytes::utf8).toList(),
                0,
                0,
                by::sign);
    }

    static Receipt receipt(Bundle bundle, long number, Outcome outcome, int... nodes) throws MalformedException {
        Batch batch = Batch.of(12, 5, 6, List.of(bundle(signer(8), CONTEXT, "another's"), bundle));
        Receipt bare = new Receipt(
                CONTEXT,
                bundle,
                number,
                Receipt.Place.of(batch),
                batch.digest(CONTEXT).bytes(),
                outcome,
                List.of());
        List<SignedReply> replies = new ArrayList<>();
        for (int node : nodes) {
            replies.add(new SignedReply(node, MEMBERS.get(node - 1).sign(bare.signedBytes(node))));
        }
        return bare.with(replies);
    }

    /** What one member says of a command of the client's, with this result. */
    public static Receipt by(String result, int node) throws MalformedException {
        return receipt(bundle(CLIENT, CONTEXT, "x"), 7, new Outcome(false, Bytes.utf8(result)), node);
    }
}
