package io.concordat.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.wire.EnvelopeWire.EnvelopeHeader;
import io.concordat.crypto.wire.EnvelopeWire.SignedHeader;
import io.concordat.log.GroupContext;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.protocol.Message;
import io.concordat.protocol.Relevance;
import io.concordat.runtime.SeededRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Bytes CLUSTER = Bytes.utf8("0123456789abcdef");
    private static final GroupContext CONTEXT = new GroupContext(CLUSTER, 7, 3);
    private static final Envelope.Route ROUTE = new Envelope.Route(CONTEXT, 1, 111, 2, 222);
    private static final Message VOTE = new Note(2, 5, 9, Bytes.utf8("yes"));
    private static final Message HEARTBEAT = new Note(1, 5, 9, Bytes.utf8("tick"));

    private final Ed25519Signer signer = new Ed25519Signer(Bytes.wrap(new byte[32]));
    private final Ed25519Verifier verifier = new Ed25519Verifier();
    private final EnvelopeGate gate =
            new EnvelopeGate(true, verifier, Note.CODEC, Limits.DEFAULTS, Relevance.OF_EVERYTHING);

    @Test
    void whatWasSealedIsOpened() throws Exception {
        assertThat(open(Envelope.seal(ROUTE, VOTE, signer))).isEqualTo(VOTE);
        assertThat(open(Envelope.seal(ROUTE, HEARTBEAT, null))).isEqualTo(HEARTBEAT);
        assertThat(verifier.verifications()).as("once per signed message").isEqualTo(1);
    }

    @Test
    void noBitOfASignedHeaderCanBeChanged() {
        Frame sealed = Envelope.seal(ROUTE, VOTE, signer);
        byte[] original = sealed.header().toArray();
        for (int bit = 0; bit < original.length * 8; bit++) {
            byte[] changed = original.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertRejected(new Frame(FrameKind.PEER, 7, Bytes.wrap(changed), List.of()), "bit " + bit);
        }
    }

    @Test
    void noFieldOfASignedHeaderCanBeChanged() throws Exception {
        SignedHeader sealed = SignedHeader.parseFrom(
                Envelope.seal(ROUTE, VOTE, signer).header().toArray());
        EnvelopeHeader header = EnvelopeHeader.parseFrom(sealed.getHeader());
        List<EnvelopeHeader> forged = List.of(
                header.toBuilder().setEpoch(4).build(),
                header.toBuilder().setSender(3).build(),
                header.toBuilder().setSenderIncarnation(112).build(),
                header.toBuilder().setReceiver(3).build(),
                header.toBuilder().setReceiverIncarnation(223).build(),
                header.toBuilder().setKind(4).build(),
                header.toBuilder().setTerm(6).build(),
                header.toBuilder().setIndex(10).build(),
                header.toBuilder().setGroup(8).build(),
                header.toBuilder()
                        .setBody(com.google.protobuf.ByteString.copyFromUtf8("no!"))
                        .build(),
                header.toBuilder()
                        .setCluster(com.google.protobuf.ByteString.copyFrom(new byte[16]))
                        .build());
        for (EnvelopeHeader f : forged) {
            byte[] frame =
                    sealed.toBuilder().setHeader(f.toByteString()).build().toByteArray();
            assertRejected(new Frame(FrameKind.PEER, f.getGroup(), Bytes.wrap(frame), List.of()), f.toString());
        }
    }

    @Test
    void R78c_R78d_aMessageIsWorthNothingElsewhere() throws Exception {
        Frame sealed = Envelope.seal(ROUTE, VOTE, signer);
        GroupContext otherCluster = new GroupContext(Bytes.utf8("fedcba9876543210"), 7, 3);
        assertThat(gate.open(sealed, new Envelope.Route(otherCluster, 1, 111, 2, 222), signer.publicKey()))
                .as("another cluster")
                .isNull();
        GroupContext otherGroup = new GroupContext(CLUSTER, 8, 3);
        assertThat(gate.open(sealed, new Envelope.Route(otherGroup, 1, 111, 2, 222), signer.publicKey()))
                .as("another group")
                .isNull();
        assertThat(gate.open(sealed, new Envelope.Route(CONTEXT, 1, 112, 2, 222), signer.publicKey()))
                .as("the sender lives again")
                .isNull();
        assertThat(gate.open(sealed, new Envelope.Route(CONTEXT, 1, 111, 2, 223), signer.publicKey()))
                .as("the receiver lives again")
                .isNull();
        assertThat(gate.open(sealed, new Envelope.Route(CONTEXT, 1, 111, 3, 222), signer.publicKey()))
                .as("passed on to a third node")
                .isNull();
        assertThat(gate.open(sealed, new Envelope.Route(CONTEXT, 3, 111, 2, 222), signer.publicKey()))
                .as("brought by a third node")
                .isNull();
    }

    @Test
    void theKeyMustBeTheSendersOwn() {
        Frame sealed = Envelope.seal(ROUTE, VOTE, signer);
        Bytes other = new Ed25519Signer(Bytes.utf8("another secret of 32 bytes......")).publicKey();
        assertThatThrownBy(() -> gate.open(sealed, ROUTE, other)).isInstanceOf(BadSignatureException.class);
        assertThatThrownBy(() -> gate.open(sealed, ROUTE, null)).isInstanceOf(BadSignatureException.class);
    }

    @Test
    void R78e_theKindDecidesWhetherASignatureIsThere() throws Exception {
        assertThatThrownBy(() -> open(Envelope.seal(ROUTE, VOTE, null))).isInstanceOf(BadSignatureException.class);
        assertThatThrownBy(() -> open(Envelope.seal(ROUTE, HEARTBEAT, signer)))
                .isInstanceOf(BadSignatureException.class);
        EnvelopeGate insecure = new EnvelopeGate(false, verifier, Note.CODEC, Limits.DEFAULTS, Relevance.OF_EVERYTHING);
        assertThat(insecure.open(Envelope.seal(ROUTE, VOTE, null), ROUTE, signer.publicKey()))
                .isEqualTo(VOTE);
        assertThatThrownBy(() -> insecure.open(Envelope.seal(ROUTE, VOTE, signer), ROUTE, signer.publicKey()))
                .isInstanceOf(BadSignatureException.class);
    }

    @Test
    void whatComesTooLateToMatterIsNotEvenChecked() throws Exception {
        EnvelopeGate choosy =
                new EnvelopeGate(true, verifier, Note.CODEC, Limits.DEFAULTS, (kind, term, index, body) -> index > 9);
        assertThat(choosy.open(Envelope.seal(ROUTE, VOTE, signer), ROUTE, signer.publicKey()))
                .isNull();
        assertThat(verifier.verifications()).isZero();
        Message later = new Note(2, 5, 10, Bytes.utf8("yes"));
        assertThat(choosy.open(Envelope.seal(ROUTE, later, signer), ROUTE, signer.publicKey()))
                .isEqualTo(later);
    }

    @Test
    void fieldsNobodyKnowsAndFieldsMissingAreRefused() throws Exception {
        byte[] header = Envelope.seal(ROUTE, HEARTBEAT, null).header().toArray();
        assertMalformed(Bytes.concat(Bytes.wrap(header), Bytes.fromHex("5801")));
        assertMalformed(Bytes.concat(Bytes.wrap(header), Bytes.wrap(header)));
        EnvelopeHeader inner =
                EnvelopeHeader.parseFrom(SignedHeader.parseFrom(header).getHeader());
        List<EnvelopeHeader> incomplete = List.of(
                inner.toBuilder().clearCluster().build(),
                inner.toBuilder().clearSender().build(),
                inner.toBuilder().clearReceiver().build(),
                inner.toBuilder().clearSenderIncarnation().build(),
                inner.toBuilder().clearReceiverIncarnation().build(),
                inner.toBuilder().clearKind().build(),
                inner.toBuilder().setKind(256).build(),
                inner.toBuilder().setTerm(-1).build());
        for (EnvelopeHeader i : incomplete) {
            assertMalformed(Bytes.wrap(SignedHeader.newBuilder()
                    .setHeader(i.toByteString())
                    .build()
                    .toByteArray()));
        }
    }

    /** Another header that decodes to the signed one is still another one: two readers might read it differently. */
    @Test
    void R78f_onlyTheVeryBytesThatWereSignedAreParsed() throws Exception {
        SignedHeader sealed = SignedHeader.parseFrom(
                Envelope.seal(ROUTE, VOTE, signer).header().toArray());
        com.google.protobuf.ByteString twice = sealed.getHeader().concat(sealed.getHeader());
        assertThat(EnvelopeHeader.parseFrom(twice)).isEqualTo(EnvelopeHeader.parseFrom(sealed.getHeader()));
        assertMalformed(Bytes.wrap(sealed.toBuilder().setHeader(twice).build().toByteArray()));
    }

    @Test
    void hostileBytesAreOnlyEverMalformed() {
        SeededRandom random = new SeededRandom(1);
        byte[] valid = Envelope.seal(ROUTE, VOTE, signer).header().toArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.nextLong(2) == 0 ? valid.clone() : new byte[(int) random.nextLong(300)];
            int changes = 1 + (int) random.nextLong(bytes.length == valid.length ? 4 : 300);
            for (int c = 0; c < changes && bytes.length > 0; c++) {
                bytes[(int) random.nextLong(bytes.length)] = (byte) random.nextLong();
            }
            Frame frame = new Frame(FrameKind.PEER, 7, Bytes.wrap(bytes), List.of());
            try {
                Envelope.parse(frame);
            } catch (MalformedException expected) {
                assertThat(expected).hasMessageContaining("");
            }
        }
    }

    private @Nullable Message open(Frame frame) throws Exception {
        return gate.open(frame, ROUTE, signer.publicKey());
    }

    private void assertMalformed(Bytes header) {
        assertThatThrownBy(() -> open(new Frame(FrameKind.PEER, 7, header, List.of())))
                .isInstanceOf(MalformedException.class);
    }

    private void assertRejected(Frame frame, String what) {
        try {
            assertThat(open(frame)).as(what).isNull();
        } catch (Exception e) {
            assertThat(e).as(what).isInstanceOfAny(MalformedException.class, BadSignatureException.class);
        }
    }
}
