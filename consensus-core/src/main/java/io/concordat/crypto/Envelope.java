package io.concordat.crypto;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.crypto.wire.EnvelopeWire.EnvelopeHeader;
import io.concordat.crypto.wire.EnvelopeWire.SignedHeader;
import io.concordat.log.GroupContext;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's promise is bound to: cluster, group, epoch, both ends and both their lives, kind, term, index and body.
 * The signature covers exactly the header bytes as sent, so that nobody has to encode anything the same way twice.
 * Immutable.
 */
public final class Envelope {
    private static final Bytes DOMAIN = Bytes.utf8("concordat/envelope/1\n");
    private static final int SIGNATURE_LENGTH = 64;

    private final EnvelopeHeader header;
    private final Bytes headerBytes;
    private final Bytes signature;
    private final Bytes payload;

    /** From one life of one node to one life of another, within one group. */
    public record Route(
            GroupContext context, int sender, long senderIncarnation, int receiver, long receiverIncarnation) {}

    private Envelope(EnvelopeHeader header, Bytes headerBytes, Bytes signature, Bytes payload) {
        this.header = header;
        this.headerBytes = headerBytes;
        this.signature = signature;
        this.payload = payload;
    }

    /** {@code signer} is null where no signature is wanted: in an insecure cluster, or for a kind that needs none. */
    public static Frame seal(Route route, Message message, @Nullable Signer signer) {
        GroupContext context = route.context();
        Bytes header = bytes(EnvelopeHeader.newBuilder()
                .setCluster(wrap(context.cluster()))
                .setGroup(context.group())
                .setEpoch(context.epoch())
                .setSender(route.sender())
                .setSenderIncarnation(route.senderIncarnation())
                .setReceiver(route.receiver())
                .setReceiverIncarnation(route.receiverIncarnation())
                .setKind(message.kind())
                .setTerm(message.term())
                .setIndex(message.index())
                .setBody(wrap(message.body()))
                .build()
                .toByteArray());
        SignedHeader.Builder sealed = SignedHeader.newBuilder().setHeader(wrap(header));
        if (signer != null) {
            sealed.setSignature(wrap(signer.sign(signedBytes(header))));
        }
        return new Frame(FrameKind.PEER, context.group(), bytes(sealed.build().toByteArray()), message.payload());
    }

    /**
     * Parses structure only. Refuses what an honest sender cannot have encoded: unknown, repeated or misplaced fields,
     * and missing ones.
     */
    public static Envelope parse(Frame frame) throws MalformedException {
        if (frame.kind() != FrameKind.PEER) {
            throw new MalformedException("an envelope travels in a PEER frame, not in " + frame.kind());
        }
        try {
            SignedHeader sealed = SignedHeader.parseFrom(wrap(frame.header()));
            Bytes inner = bytes(sealed.getHeader().toByteArray());
            EnvelopeHeader header = EnvelopeHeader.parseFrom(sealed.getHeader());
            // One encoding per meaning: whatever Protobuf would silently tolerate makes a difference here.
            if (!bytes(sealed.toByteArray()).equals(frame.header())
                    || sealed.getUnknownFields().getSerializedSize() != 0
                    || !bytes(header.toByteArray()).equals(inner)
                    || header.getUnknownFields().getSerializedSize() != 0) {
                throw new MalformedException("an envelope with unknown or repeated fields");
            }
            int signed = sealed.getSignature().size();
            if (signed != 0 && signed != SIGNATURE_LENGTH) {
                throw new MalformedException("a signature has 64 bytes, not " + signed);
            }
            requireFields(header, frame);
            Bytes signature = bytes(sealed.getSignature().toByteArray());
            return new Envelope(header, inner, signature, frame.joinedPayload());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("an envelope that is not Protobuf", e);
        }
    }

    private static void requireFields(EnvelopeHeader header, Frame frame) throws MalformedException {
        boolean whole = header.getCluster().size() == GroupContext.CLUSTER_ID_LENGTH
                && header.getGroup() == frame.group()
                && header.getSender() > 0
                && header.getReceiver() > 0
                && header.getSenderIncarnation() != 0
                && header.getReceiverIncarnation() != 0
                && header.getKind() > 0
                && header.getKind() <= 255
                && header.getTerm() >= 0
                && header.getIndex() >= 0;
        if (!whole) {
            throw new MalformedException("an envelope with missing or impossible fields");
        }
    }

    /**
     * Whether it came along {@code expected}: everything but the epoch, which is carried and not compared, because a
     * configuration reaches the members one after another.
     */
    public boolean cameAlong(Route expected) {
        return bytes(header.getCluster().toByteArray())
                        .equals(expected.context().cluster())
                && header.getGroup() == expected.context().group()
                && header.getSender() == expected.sender()
                && header.getSenderIncarnation() == expected.senderIncarnation()
                && header.getReceiver() == expected.receiver()
                && header.getReceiverIncarnation() == expected.receiverIncarnation();
    }

    public boolean signed() {
        return !signature.isEmpty();
    }

    /** Costs one signature check; off the loop. */
    public boolean verifiedBy(Verifier verifier, Bytes publicKey) {
        return verifier.verify(publicKey, signedBytes(headerBytes), signature);
    }

    public long epoch() {
        return header.getEpoch();
    }

    public int kind() {
        return header.getKind();
    }

    public long term() {
        return header.getTerm();
    }

    public long index() {
        return header.getIndex();
    }

    public Bytes body() {
        return bytes(header.getBody().toByteArray());
    }

    public Bytes payload() {
        return payload;
    }

    private static Bytes signedBytes(Bytes header) {
        return Bytes.concat(DOMAIN, header);
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.backingArray(), bytes.backingOffset(), bytes.length());
    }

    private static Bytes bytes(byte[] array) {
        return Bytes.wrap(array);
    }
}
