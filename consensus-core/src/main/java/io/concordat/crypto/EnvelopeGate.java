package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.GroupContext;
import io.concordat.net.Frame;
import io.concordat.protocol.Message;
import io.concordat.protocol.MessageCodec;
import io.concordat.protocol.Relevance;
import org.jspecify.annotations.Nullable;

/** Opens envelopes: the only way from a peer's bytes to a message that a protocol may see. Thread-safe. */
public final class EnvelopeGate {
    private final boolean signing;
    private final Verifier verifier;
    private final MessageCodec codec;
    private final Limits limits;
    private final Relevance relevance;

    public EnvelopeGate(boolean signing, Verifier verifier, MessageCodec codec, Limits limits, Relevance relevance) {
        this.signing = signing;
        this.verifier = verifier;
        this.codec = codec;
        this.limits = limits;
        this.relevance = relevance;
    }

    /**
     * @param expected the connection it came over: both nodes, both lives
     * @param senderKey the key enrolled for the sender, null when it is not a member
     * @return the message, or null when it is to be dropped and that is nobody's fault: it belongs to another life of
     *     either end, or comes too late to matter
     */
    public @Nullable Message open(Frame frame, Envelope.Route expected, @Nullable Bytes senderKey)
            throws MalformedException, BadSignatureException {
        Envelope envelope = Envelope.parse(frame);
        if (!envelope.cameAlong(expected)) {
            return null;
        }
        if (senderKey == null) {
            throw new BadSignatureException("node " + expected.sender() + " is not enrolled");
        }
        if (!relevance.matters(envelope.kind(), envelope.term(), envelope.index(), envelope.body())) {
            return null;
        }
        if (envelope.signed() && (!signing || !envelope.verifiedBy(verifier, senderKey))) {
            throw new BadSignatureException("kind " + envelope.kind() + " from node " + expected.sender());
        }
        GroupContext context = expected.context();
        GroupContext carried = new GroupContext(context.cluster(), context.group(), envelope.epoch());
        Message message = codec.decode(
                carried,
                envelope.kind(),
                envelope.term(),
                envelope.index(),
                envelope.body(),
                envelope.payload(),
                limits);
        if (signing && message.signed() != envelope.signed()) {
            throw new BadSignatureException(
                    "kind " + envelope.kind() + (message.signed() ? " must" : " must not") + " be signed");
        }
        return message;
    }
}
