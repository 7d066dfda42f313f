package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.RecallReply;
import io.concordat.pbft.PbftMessage.RecallRequest;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.protocol.Event;
import io.concordat.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What single lies did to honest members once, and do no more. */
class LiarsTest {
    /** The bug that twins found: whoever had the commits alone was stopped by the primary's other story. */
    @Test
    void aProposalOfSomethingElseAfterTheCommitsStopsNobody() {
        TestGroup group = new TestGroup(4);
        TestMember third = group.member(3);
        group.settle();
        Batch one = Batch.of(2, 1, 0, List.of(TestMember.request(1)));
        Batch other = Batch.of(2, 1, 1, List.of(TestMember.request(1)));
        for (int signer : List.of(1, 2, 4)) {
            third.step(new Event.Received(
                    signer, new Vote(Words.say(Phase.COMMIT, 0, 2, one.digest(Words.CONTEXT), signer))));
        }

        third.step(new Event.Received(1, proposal(other)));

        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.says(Phase.PREPARE));
        third.step(new Event.Received(1, proposal(one)));
        group.settle();
        assertThat(third.applied).contains(one);
    }

    @Test
    void oneWhoClaimsToBeFarAheadKeepsNobodyFromRecovering() {
        TestGroup group = new TestGroup(7);
        // Member 6 tells it of heights that nobody will see.
        group.lose(f -> f.from() == 6 && f.message() instanceof RecallReply);
        for (int i = 1; i <= 5; i++) {
            group.request(i);
            group.settle();
        }
        group.member(7).wipe();
        group.sent.clear();
        group.member(7).start();
        group.pass(200);
        long nonce = group.sent.stream()
                .filter(f -> f.from() == 7 && f.message() instanceof RecallRequest)
                .mapToLong(f -> ((RecallRequest) f.message()).nonce())
                .findFirst()
                .orElseThrow();
        group.member(7).step(new Event.Received(6, new RecallReply(0, Statement.MOST, nonce)));

        group.pass(6_000);

        assertThat(group.member(7).protocol.status().role()).isEqualTo(Role.BACKUP);
    }

    @Test
    void aFloodOfBeatsIsAnsweredAsOftenAsHonestOnes() {
        TestGroup group = new TestGroup(4);
        group.lose(f -> f.says(Phase.COMMIT));
        group.request(1);
        group.settle();
        group.pass(300);
        group.sent.clear();
        for (int i = 0; i < 1_000; i++) {
            group.member(2).step(new Event.Received(4, new Beat(0, 1, 1, true, false, false, false)));
        }

        assertThat(group.sent.stream().filter(f -> f.from() == 2 && f.to() == 4))
                .hasSizeLessThan(5);
    }

    /** One that spoils every other proposal for somebody keeps all requests just within patience. */
    @Test
    void aPrimaryThatIsConvictedIsLeft() {
        TestGroup group = new TestGroup(4);
        group.request(1);
        group.settle();
        convict(group, 1, List.of(2, 3, 4));

        group.pass(20);
        group.settle();

        assertThat(List.of(group.member(2), group.member(3), group.member(4)))
                .allSatisfy(m -> assertThat(m.view()).isEqualTo(1));
        group.request(2);
        group.settle();
        assertThat(group.executed()).allMatch(index -> index > 2);
    }

    @Test
    void whomOnlyOneCanConvictGoesOnLeadingTheOthers() {
        TestGroup group = new TestGroup(4);
        group.request(1);
        group.settle();
        convict(group, 1, List.of(3));

        group.pass(20);
        group.request(2);
        group.settle();

        assertThat(group.member(3).view()).isEqualTo(1);
        assertThat(List.of(group.member(2), group.member(4)))
                .allSatisfy(m -> assertThat(m.view()).isZero());
        assertThat(group.member(2).executed()).isGreaterThan(2);
    }

    @Test
    void aConvictedBackupCostsNoView() {
        TestGroup group = new TestGroup(4);
        group.request(1);
        group.settle();
        convict(group, 4, List.of(1, 2, 3));

        group.pass(20);

        assertThat(List.of(group.member(1), group.member(2), group.member(3)))
                .allSatisfy(m -> assertThat(m.view()).isZero());
    }

    private static void convict(TestGroup group, int liar, List<Integer> before) {
        for (int member : before) {
            for (Bytes said : List.of(Bytes.utf8("one"), Bytes.utf8("other"))) {
                group.member(member)
                        .step(new Event.Received(liar, new Vote(Words.say(Phase.COMMIT, 0, 3, Hash.of(said), liar))));
            }
        }
    }

    private static PrePrepare proposal(Batch batch) {
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, 0, batch.index(), batch.digest(Words.CONTEXT), 1), batch);
    }
}
