package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
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

    private final Header header;
    private final Bytes headerBytes;
    private final Bytes signature;
    private final Bytes payload;

    /** From one life of one node to one life of another, within one group. */
    public record Route(
            GroupContext context, int sender, long senderIncarnation, int receiver, long receiverIncarnation) {}

    private Envelope(Header header, Bytes headerBytes, Bytes signature, Bytes payload) {
        this.header = header;
        this.headerBytes = headerBytes;
        this.signature = signature;
        this.payload = payload;
    }

    /** {@code signer} is null where no signature is wanted: in an insecure cluster, or for a kind that needs none. */
    public static Frame seal(Route route, Message message, @Nullable Signer signer) {
        GroupContext context = route.context();
        Bytes header = new Header(
                        context.cluster(),
                        context.group(),
                        context.epoch(),
                        route.sender(),
                        route.senderIncarnation(),
                        route.receiverIncarnation(),
                        message.kind(),
                        message.term(),
                        message.index(),
                        message.body(),
                        route.receiver())
                .encode();
        Bytes signature = signer == null ? Bytes.EMPTY : signer.sign(signedBytes(header));
        Bytes sealed = new FieldWriter(2 * FieldWriter.MOST_FIELD + header.length() + signature.length())
                .bytes(1, header)
                .bytes(2, signature)
                .toBytes();
        return new Frame(FrameKind.PEER, context.group(), sealed, message.payload());
    }

    /**
     * Parses structure only. Refuses what an honest sender cannot have encoded: unknown, repeated or misplaced fields,
     * and missing ones.
     */
    public static Envelope parse(Frame frame) throws MalformedException {
        if (frame.kind() != FrameKind.PEER) {
            throw new MalformedException("an envelope travels in a PEER frame, not in " + frame.kind());
        }
        FieldReader sealed = new FieldReader(frame.header());
        Bytes inner = Bytes.EMPTY;
        Bytes signature = Bytes.EMPTY;
        for (int tag = sealed.tag(); tag != 0; tag = sealed.tag()) {
            switch (tag) {
                case 1 << 3 | 2 -> inner = sealed.bytes();
                case 2 << 3 | 2 -> signature = sealed.bytes();
                default -> throw new MalformedException("an envelope with an unknown field");
            }
        }
        if (!signature.isEmpty() && signature.length() != SIGNATURE_LENGTH) {
            throw new MalformedException("a signature has 64 bytes, not " + signature.length());
        }
        Header header = Header.decode(inner);
        requireFields(header, frame);
        return new Envelope(header, inner, signature, frame.joinedPayload());
    }

    private static void requireFields(Header header, Frame frame) throws MalformedException {
        boolean whole = header.cluster().length() == GroupContext.CLUSTER_ID_LENGTH
                && header.group() == frame.group()
                && header.sender() > 0
                && header.receiver() > 0
                && header.senderIncarnation() != 0
                && header.receiverIncarnation() != 0
                && header.kind() > 0
                && header.kind() <= 255
                && header.term() >= 0
                && header.index() >= 0;
        if (!whole) {
            throw new MalformedException("an envelope with missing or impossible fields");
        }
    }

    /**
     * Whether it came along {@code expected}: everything but the epoch, which is carried and not compared, because a
     * configuration reaches the members one after another.
     */
    public boolean cameAlong(Route expected) {
        return header.cluster().equals(expected.context().cluster())
                && header.group() == expected.context().group()
                && header.sender() == expected.sender()
                && header.senderIncarnation() == expected.senderIncarnation()
                && header.receiver() == expected.receiver()
                && header.receiverIncarnation() == expected.receiverIncarnation();
    }

    public boolean signed() {
        return !signature.isEmpty();
    }

    /** Costs one signature check; off the loop. */
    public boolean verifiedBy(Verifier verifier, Bytes publicKey) {
        return verifier.verify(publicKey, signedBytes(headerBytes), signature);
    }

    public long epoch() {
        return header.epoch();
    }

    public int kind() {
        return header.kind();
    }

    public long term() {
        return header.term();
    }

    public long index() {
        return header.index();
    }

    public Bytes body() {
        return header.body();
    }

    public Bytes payload() {
        return payload;
    }

    private static Bytes signedBytes(Bytes header) {
        return Bytes.concat(DOMAIN, header);
    }
}
