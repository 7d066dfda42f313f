package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.Event;
import io.concordat.protocol.SnapshotId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** P51: who offers a state that no quorum has signed, or makes up how it is cut. */
class LyingSourceStoriesTest {
    @Test
    void P51_anOfferThatNoQuorumHasSignedIsRefusedAndItsSenderNotBelievedAnyMore() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        CheckpointCertificate signed = Words.checkpoint(448, Words.FOUR);
        List<SnapshotId> lies = List.of(
                SnapshotScenes.id(signed, Words.B, signed.root(), 100, 1),
                SnapshotScenes.id(signed, signed.chain(), Words.A, 100, 1),
                SnapshotScenes.id(signed, signed.chain(), signed.root(), 1L << 40, 1),
                SnapshotScenes.id(signed, signed.chain(), signed.root(), 100, 1 << 20));
        Offer right = new Offer(signed, SnapshotScenes.id(signed, signed.chain(), signed.root(), 100, 1));
        for (SnapshotId lie : lies) {
            four.crash();
            four.start();
            four.accused.clear();
            four.installs.clear();
            four.step(new Event.Received(2, new Offer(signed, lie)));
            assertThat(four.accused).as(lie.toString()).singleElement().satisfies(a -> assertThat(a.member())
                    .isEqualTo(2));
            four.step(new Event.Received(2, right));
            assertThat(four.installs).isEmpty();
            four.step(new Event.Received(3, right));
            assertThat(four.installs).hasSize(1);
            assertThat(four.installs.get(0).sources()).containsExactly(3, 1);
        }
    }

    @Test
    void P51_aCertificateOfTooFewMovesNothing() {
        TestGroup group = SnapshotScenes.group();
        CheckpointCertificate whole = Words.checkpoint(448, Words.FOUR);
        CheckpointCertificate few = new CheckpointCertificate(
                448, whole.chain(), whole.root(), 100, whole.statements().subList(0, 2));
        group.member(4)
                .step(new Event.Received(2, new Offer(few, SnapshotScenes.id(few, few.chain(), few.root(), 100, 1))));
        assertThat(group.member(4).installs).isEmpty();
        assertThat(group.member(4).accused).hasSize(1);
    }

    @Test
    void P51_whoMadeUpHowAStateIsCutIsDroppedAndAnotherAsked() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && f.message() instanceof Offer);
        four.start();
        group.pass(500);
        Offer honest = SnapshotScenes.offer(group, 1);
        Offer lie = new Offer(honest.certificate(), SnapshotScenes.other(honest.id()));
        four.step(new Event.Received(2, lie));
        assertThat(four.installs).hasSize(1);
        four.step(new Event.Received(3, honest));
        assertThat(four.installs)
                .as("one word against another: the first is tried")
                .hasSize(1);
        four.step(new Event.SnapshotFailed(lie.id(), true, "its content has another state hash"));
        assertThat(four.accused).singleElement().satisfies(a -> assertThat(a.member())
                .isEqualTo(2));
        assertThat(four.installs.get(1).id()).isEqualTo(honest.id());
        assertThat(four.installs.get(1).sources()).doesNotContain(2);
        four.fetch(four.installs.get(1));
        group.settle();
        four.step(new Event.Received(2, lie));
        assertThat(four.installs).hasSize(2);
        assertThat(four.executed()).isEqualTo(honest.index());
    }

    @Test
    void P51_whatAnHonestMemberVouchesForTakesThePlaceOfWhatOneAloneClaims() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && f.message() instanceof Offer);
        four.start();
        group.pass(500);
        Offer honest = SnapshotScenes.offer(group, 1);
        four.step(new Event.Received(2, new Offer(honest.certificate(), SnapshotScenes.other(honest.id()))));
        four.step(new Event.Received(1, honest));
        four.step(new Event.Received(3, honest));
        assertThat(four.installs)
                .extracting(e -> e.id())
                .containsExactly(SnapshotScenes.other(honest.id()), honest.id());
    }

    @Test
    void P51_aSlowLiarIsLeftForAnotherAfterAWhile() {
        TestGroup group = SnapshotScenes.oneIsFarBehind();
        TestMember four = group.member(4);
        four.autoFetch = false;
        group.lose(f -> f.to() == 4 && f.message() instanceof Offer);
        four.start();
        group.pass(500);
        Offer honest = SnapshotScenes.offer(group, 1);
        four.step(new Event.Received(2, new Offer(honest.certificate(), SnapshotScenes.other(honest.id()))));
        four.step(new Event.Received(3, honest));
        group.pass(29_000);
        assertThat(four.installs).hasSize(1);
        group.pass(4_000);
        assertThat(four.installs).extracting(e -> e.id()).endsWith(honest.id());
    }
}
