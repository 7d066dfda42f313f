package io.concordat.pbft;

import static io.concordat.pbft.Words.A;
import static io.concordat.pbft.Words.CONTEXT;
import static io.concordat.pbft.Words.FOUR;
import static io.concordat.pbft.Words.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.BadSignatureException;
import io.concordat.crypto.RememberingVerifier;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Body;
import io.concordat.pbft.PbftMessage.Checkpoint;
import io.concordat.pbft.PbftMessage.Decided;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.Forward;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.RecallReply;
import io.concordat.pbft.PbftMessage.RecallRequest;
import io.concordat.pbft.PbftMessage.Stable;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.Attestation;
import io.concordat.protocol.SnapshotId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes to messages and back, and what becomes of bytes that nobody honest sends. */
class PbftCodecTest {
    private static final Batch BATCH = Batch.of(7, 5, 6, List.of(TestMember.request(1), TestMember.request(2)));
    private static final PbftCodec CODEC = TestGroup.codec();

    static List<PbftMessage> all() {
        Statement proposal = say(Phase.PRE_PREPARE, 0, 7, BATCH.digest(CONTEXT), 1);
        CheckpointCertificate stable = Words.checkpoint(64, FOUR);
        ViewChange change = Words.change(1, 3, stable, Words.prepared(0, 70, A, FOUR));
        return List.of(
                new PrePrepare(proposal, BATCH),
                new Vote(say(Phase.PREPARE, 0, 7, A, 2)),
                new Vote(say(Phase.COMMIT, 3, 7, A, 4)),
                new Checkpoint(say(Phase.CHECKPOINT, 0, 64, CheckpointCertificate.digest(64, A, A, 100), 2), A, A, 100),
                change,
                Words.newView(1, FOUR, Words.change(1, 1, null), Words.change(1, 2, null), change),
                new Beat(3, 9, 4, true, false, true, true),
                new Fetch(9, A),
                new Body(BATCH, BATCH.digest(CONTEXT)),
                new Decided(Words.committed(2, 7, BATCH.digest(CONTEXT), FOUR), BATCH, true),
                new Stable(stable),
                new Offer(stable, new SnapshotId(64, 0, stable.chain(), stable.root(), A, 100, 1)),
                new Forward(TestMember.request(5)),
                new RecallRequest(99),
                new RecallReply(1, 2, 99));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsSentIsWhatArrives(PbftMessage message) throws Exception {
        PbftMessage back = decode(CODEC, CONTEXT, message, message.body(), payload(message));
        assertThat(back.body()).isEqualTo(message.body());
        assertThat(payload(back)).isEqualTo(payload(message));
        assertThat(back.kind()).isEqualTo(message.kind());
    }

    @ParameterizedTest
    @MethodSource("all")
    void hostileBytesAreRefusedAndNothingElseHappens(PbftMessage message) {
        Random random = new Random(message.kind());
        for (int round = 0; round < 1_500; round++) {
            Bytes body = spoiled(message.body(), random);
            Bytes payload = random.nextBoolean() ? payload(message) : spoiled(payload(message), random);
            try {
                decode(CODEC, CONTEXT, message, body, payload);
            } catch (MalformedException | BadSignatureException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void P01_oneFlippedBitAnywhereInAVoteIsNoticed() {
        Vote vote = new Vote(say(Phase.PREPARE, 0, 7, A, 2));
        for (int bit = 0; bit < 8 * Statement.LENGTH; bit++) {
            byte[] bytes = vote.body().toArray();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Bytes flipped = Bytes.wrap(bytes);
            assertThatThrownBy(() -> decode(CODEC, CONTEXT, vote, flipped, Bytes.EMPTY))
                    .isInstanceOfAny(MalformedException.class, BadSignatureException.class);
        }
    }

    @Test
    void P14_theDigestIsComputedFromTheBatchItself() {
        Batch other = Batch.of(7, 5, 6, List.of(TestMember.request(3)));
        PrePrepare honest = (PrePrepare) all().get(0);
        assertThatThrownBy(() -> decode(CODEC, CONTEXT, honest, honest.body(), other.encoded()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void P14_aDecidedBatchIsTheOneThatTheCommitsName() {
        Decided honest = new Decided(Words.committed(2, 7, BATCH.digest(CONTEXT), FOUR), BATCH, false);
        Batch other = Batch.of(7, 5, 6, List.of(TestMember.request(3)));
        assertThatThrownBy(() -> decode(CODEC, CONTEXT, honest, honest.body(), other.encoded()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void P14_commandsAreTheOnesWhoseDigestWasAgreedOn() {
        Bundle.Identity client =
                new Bundle.Identity(CONTEXT.cluster(), 0, A.bytes().slice(0, 16), A.bytes());
        Bundle bundle = Bundle.commands(client, 1, List.of(Bytes.utf8("pay 1")), 0, 0, header -> Bytes.EMPTY);
        Batch batch = Batch.of(7, 5, 6, List.of(bundle));
        PrePrepare honest = new PrePrepare(say(Phase.PRE_PREPARE, 0, 7, batch.digest(CONTEXT), 1), batch);
        byte[] changed = batch.encoded().toArray();
        changed[changed.length - 1] = '9';
        assertThatThrownBy(() -> decode(CODEC, CONTEXT, honest, honest.body(), Bytes.wrap(changed)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void P15_orderAndTimesArePartOfTheDigest() {
        Batch permuted = Batch.of(7, 5, 6, List.of(TestMember.request(2), TestMember.request(1)));
        Batch elsewhere = Batch.of(8, 5, 6, BATCH.bundles());
        Batch later = Batch.of(7, 6, 6, BATCH.bundles());
        Batch laterByTheWall = Batch.of(7, 5, 7, BATCH.bundles());
        Batch shorter = Batch.of(7, 5, 6, List.of(TestMember.request(1)));
        assertThat(List.of(BATCH, permuted, elsewhere, later, laterByTheWall, shorter))
                .extracting(batch -> batch.digest(CONTEXT))
                .doesNotHaveDuplicates();
    }

    /** Else whoever passes it on, written anew, passes on something that its signer did not sign. */
    @Test
    void P16_aViewChangeIsWrittenInOneWayOnly() {
        byte[] bytes = ViewChangeContents.encode(null, List.of()).toArray();
        bytes[0] = 2;
        Bytes contents = Bytes.wrap(bytes);
        Statement signed = say(Phase.VIEW_CHANGE, 1, 1, ViewChangeContents.digest(contents), 3);
        assertThatThrownBy(() -> ViewChangeContents.decode(signed, contents)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void P16_whatIsReadIsWrittenAgainByteForByte(PbftMessage message) throws BadSignatureException {
        PbftCodec trusting = new PbftCodec(null);
        Random random = new Random(message.kind());
        for (int round = 0; round < 3_000; round++) {
            Bytes body = spoiled(message.body(), random);
            Bytes longer = random.nextInt(4) == 0 ? Bytes.concat(body, Bytes.wrap(new byte[1])) : body;
            try {
                PbftMessage back = decode(trusting, CONTEXT, message, longer, payload(message));
                assertThat(back.body()).isEqualTo(longer);
                assertThat(payload(back)).isEqualTo(payload(message));
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void P17_nothingSignedForAnotherClusterOrEpochCounts() {
        Vote vote = new Vote(say(Phase.PREPARE, 0, 7, A, 2));
        GroupContext elsewhere =
                new GroupContext(Bytes.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}), 0, 0);
        GroupContext later = new GroupContext(CONTEXT.cluster(), 0, 1);
        for (GroupContext context : List.of(elsewhere, later)) {
            PbftCodec there = new PbftCodec(
                    new SignatureChecks(new Attestation(context, Words.verifier(), Words::key, key -> true, false)));
            assertThatThrownBy(() -> decode(there, context, vote, vote.body(), Bytes.EMPTY))
                    .isInstanceOf(BadSignatureException.class);
        }
    }

    @Test
    void P17_whatAnotherEpochHasSignedIsNotEvenLookedAt() {
        GroupContext later = new GroupContext(CONTEXT.cluster(), 0, 1);
        Bytes text = Statement.signedBytes(later, Phase.PREPARE, 0, 7, A, 2);
        Vote vote = new Vote(
                new Statement(Phase.PREPARE, 0, 7, A, 2, Words.signer(2).sign(text)));
        assertThatThrownBy(() -> decode(CODEC, later, vote, vote.body(), Bytes.EMPTY))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void P17_aPrepareIsNoCommit() {
        Statement prepare = say(Phase.PREPARE, 0, 7, A, 2);
        Vote commit = new Vote(new Statement(Phase.COMMIT, 0, 7, A, 2, prepare.signature()));
        assertThatThrownBy(() -> decode(CODEC, CONTEXT, commit, commit.body(), Bytes.EMPTY))
                .isInstanceOf(BadSignatureException.class);
    }

    @Test
    void P27_signaturesWithinANewViewAreCheckedToo() {
        ViewChange honest = Words.change(1, 3, null);
        Statement s = honest.statement();
        ViewChange forged = new ViewChange(
                new Statement(s.phase(), s.view(), s.index(), s.digest(), 4, s.signature()), null, List.of());
        PbftMessage view =
                Words.newView(1, 2, List.of(Words.change(1, 1, null), Words.change(1, 2, null), forged), List.of());
        assertThatThrownBy(() -> decode(CODEC, CONTEXT, view, view.body(), payload(view)))
                .isInstanceOf(BadSignatureException.class);
    }

    @Test
    void P60_aBundleThatNoClientSignedIsNotAgreedOn() {
        PbftCodec strict = new PbftCodec(
                new SignatureChecks(new Attestation(CONTEXT, Words.verifier(), Words::key, key -> true, true)));
        List<PbftMessage> withBundles = all().stream()
                .filter(m ->
                        m instanceof PrePrepare || m instanceof Body || m instanceof Decided || m instanceof Forward)
                .toList();
        assertThat(withBundles).hasSize(4);
        for (PbftMessage message : withBundles) {
            assertThatThrownBy(() -> decode(strict, CONTEXT, message, message.body(), payload(message)))
                    .isInstanceOf(BadSignatureException.class);
        }
    }

    @Test
    void whatIsCarriedOnIsCheckedOnce() throws Exception {
        int[] checks = {0};
        RememberingVerifier remembering = new RememberingVerifier((key, message, signature) -> {
            checks[0]++;
            return Words.verifier().verify(key, message, signature);
        });
        PbftCodec codec = new PbftCodec(
                new SignatureChecks(new Attestation(CONTEXT, remembering, Words::key, key -> true, false)));
        PbftMessage change = Words.change(1, 3, null, Words.prepared(0, 2, A, FOUR));
        decode(codec, CONTEXT, change, change.body(), payload(change));
        int once = checks[0];
        PbftMessage view =
                Words.newView(1, FOUR, Words.change(1, 1, null), Words.change(1, 2, null), (ViewChange) change);
        decode(codec, CONTEXT, view, view.body(), payload(view));
        assertThat(once).isEqualTo(4);
        assertThat(checks[0] - once).isEqualTo(4);
    }

    private static PbftMessage decode(
            PbftCodec codec, GroupContext context, PbftMessage like, Bytes body, Bytes payload)
            throws MalformedException, BadSignatureException {
        return codec.decode(context, like.kind(), like.term(), like.index(), body, payload, Limits.DEFAULTS);
    }

    private static Bytes payload(PbftMessage message) {
        return Bytes.concat(message.payload().toArray(Bytes[]::new));
    }

    private static Bytes spoiled(Bytes valid, Random random) {
        byte[] bytes = valid.slice(
                        0, valid.length() - (random.nextInt(4) == 0 ? random.nextInt(valid.length() + 1) : 0))
                .toArray();
        for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return Bytes.wrap(bytes);
    }
}
