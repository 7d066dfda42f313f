package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RecallReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.raft.RaftMessage.VoteReply;
import org.junit.jupiter.api.Test;

/** Two degrees of lost memory (design, fail-stop on storage). R37 is what they are for. */
class RecoveryRulesTest {
    private static final Recovery AMNESIA = new Recovery.Amnesia("no valid slot");

    @Test
    void aShortLogVotesOnlyForWhomHoldsWhatItHeld() {
        Bench b = new Bench(3, new Recovery.ShortLog(2, 5), 2, 1, 2);
        b.hear(2, new RequestVote(3, 2, 4));
        assertThat(b.lastSaid(VoteReply.class).granted()).isFalse();
        b.hear(2, new PreVote(3, 1, 2, 4));
        assertThat(b.lastSaid(PreVoteReply.class).granted()).isFalse();
        b.hear(3, new RequestVote(4, 2, 5));
        assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
    }

    @Test
    void aShortLogAcknowledgesAsItRefillsAndThenStandsAgain() {
        Bench b = new Bench(3, new Recovery.ShortLog(1, 4), 1, 1);
        assertThat(b.replica.protocol().status().recovery()).startsWith("short log");
        b.hear(2, Bench.append(1, Bench.chain(1, 1, 1), 3, 3, 0));
        assertThat(b.lastSaid(AppendReply.class).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(b.replica.protocol().status().recovery()).isNotEmpty();
        b.hear(2, Bench.append(1, Bench.chain(1, 1, 1), 4, 4, 0));
        assertThat(b.replica.protocol().status().recovery()).isEmpty();
        b.tick(Bench.TIMEOUT_TICKS);
        assertThat(b.said(PreVote.class)).isNotEmpty();
    }

    @Test
    void S11_R37_anAmnesiacIsSilent() {
        Bench b = new Bench(3, AMNESIA, 0);
        assertThat(b.replica.role()).isEqualTo(Role.RECOVERY);
        b.said(RecallRequest.class);
        b.hear(2, new PreVote(0, 1, 9, 9));
        b.hear(2, new RequestVote(1, 9, 9));
        b.hear(2, new Heartbeat(1, 0, 3, 0));
        b.hear(3, new Heartbeat(0, 0, 3, 0));
        b.hear(2, Bench.append(1, Bench.chain(1, 1), 2, 3, 0));
        assertThat(b.said(AppendReply.class)).allMatch(r -> r.verdict() == Verdict.RECOVERING);
        b.tick(400);
        assertThat(b.cluster.network).allMatch(f -> f.message() instanceof RecallRequest);
        assertThat(b.replica.disk.hardState).isEqualTo(HardState.INITIAL);
    }

    @Test
    void anAmnesiacIsWholeAgainAfterHearingEverybodyAndPassingTheLeadersEnd() {
        Bench b = new Bench(3, AMNESIA, 0);
        long nonce = b.lastSaid(RecallRequest.class).nonce();
        b.hear(2, new RecallReply(4, 3, nonce, true, false));
        b.tick(1);
        assertThat(b.replica.term()).as("one of two").isZero();
        b.hear(3, new RecallReply(2, 9, nonce, false, false));
        assertThat(b.replica.term()).isEqualTo(4);
        b.hear(2, Bench.append(4, Bench.chain(1, 4), 2, 2, 0));
        assertThat(b.lastSaid(AppendReply.class).verdict()).isEqualTo(Verdict.RECOVERING);
        b.hear(2, Bench.append(4, Bench.chain(1, 4), 3, 3, 0));
        assertThat(b.lastSaid(AppendReply.class).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(b.replica.protocol().status().recovery()).isEmpty();
        b.replica.syncAll();
        // It may have voted in term 4 before: that vote is spent.
        assertThat(b.replica.disk.hardState).isEqualTo(new HardState(4, 1));
    }

    @Test
    void R08_theHighestOfAllTermsHeardIsAdoptedWhoeverSaidIt() {
        for (int highest = 2; highest <= 4; highest++) {
            Bench b = new Bench(4, AMNESIA, 0);
            long nonce = b.lastSaid(RecallRequest.class).nonce();
            for (int peer = 2; peer <= 4; peer++) {
                b.hear(peer, new RecallReply(peer == highest ? 9 : peer, 1, nonce, peer == highest, false));
            }
            assertThat(b.replica.term()).as("said by node %d", highest).isEqualTo(9);
        }
    }

    @Test
    void roundsDoNotMixAndAnotherAmnesiacIsNoWitness() {
        Bench b = new Bench(3, AMNESIA, 0);
        long nonce = b.lastSaid(RecallRequest.class).nonce();
        b.hear(2, new RecallReply(4, 3, nonce + 2, true, false));
        b.hear(2, new RecallReply(4, 3, nonce, true, true));
        b.hear(3, new RecallReply(4, 3, nonce, false, false));
        b.hear(9, new RecallReply(4, 3, nonce, true, false));
        assertThat(b.replica.term()).isZero();
        assertThat(b.replica.protocol().status().recovery()).contains("heard 1 of 2");
    }

    @Test
    void withoutALeaderInTheHighestTermTheRoundIsRepeated() {
        Bench b = new Bench(3, AMNESIA, 0);
        long nonce = b.lastSaid(RecallRequest.class).nonce();
        b.hear(2, new RecallReply(4, 3, nonce, true, false));
        b.hear(3, new RecallReply(5, 3, nonce, false, false));
        b.tick(30);
        assertThat(b.lastSaid(RecallRequest.class).nonce()).isNotEqualTo(nonce);
    }

    @Test
    void aNewTermWhileRefillingStartsAnotherRound() {
        Bench b = new Bench(3, AMNESIA, 0);
        long nonce = b.lastSaid(RecallRequest.class).nonce();
        b.hear(2, new RecallReply(4, 99, nonce, true, false));
        b.hear(3, new RecallReply(4, 3, nonce, false, false));
        assertThat(b.replica.protocol().status().recovery()).contains("refilling to entry 99");
        b.hear(3, new Heartbeat(6, 0, 0, 0));
        b.tick(30);
        assertThat(b.lastSaid(RecallRequest.class).nonce()).isNotEqualTo(nonce);
    }

    @Test
    void aLeaderThatRemembersMoreOfUsThanWeDoMakesUsDoubt() {
        Bench b = new Bench(3, new Recovery.Intact(), 1, 1, 1);
        b.hear(2, new Heartbeat(1, 3, 4, 3));
        assertThat(b.lastSaid(HeartbeatReply.class).round()).isEqualTo(4);
        b.hear(2, new Heartbeat(1, 3, 5, 7));
        assertThat(b.replica.role()).isEqualTo(Role.RECOVERY);
        assertThat(b.said(HeartbeatReply.class)).isEmpty();
    }

    @Test
    void aShortLogIsNotDoubtedForWhatItKnowsItLost() {
        Bench b = new Bench(3, new Recovery.ShortLog(1, 6), 1, 1);
        b.hear(2, new Heartbeat(1, 1, 4, 6));
        assertThat(b.replica.role()).isEqualTo(Role.FOLLOWER);
        b.hear(2, new Heartbeat(1, 1, 4, 7));
        assertThat(b.replica.role()).isEqualTo(Role.RECOVERY);
    }

    @Test
    void aLeaderToldThatItForgotStepsDownAndFallsSilent() {
        Bench b = new Bench(3);
        b.becomeLeader();
        long read = b.cluster.read(1);
        b.replica.step(new Event.MemoryDoubted("node 2 knows of boot 9"));
        assertThat(b.replica.role()).isEqualTo(Role.RECOVERY);
        assertThat(b.replica.reads).containsEntry(read, "refused");
        assertThat(b.replica.protocol().status().recovery()).contains("boot 9");
    }

    @Test
    void aGroupOfOneThatForgotServesNothing() {
        Bench b = new Bench(1, AMNESIA, 0);
        b.tick(500);
        assertThat(b.replica.role()).isEqualTo(Role.RECOVERY);
        assertThat(b.replica.reads).containsEntry(b.cluster.read(1), "refused");
        assertThat(b.cluster.network).isEmpty();
    }

    @Test
    void R37_aWipedFollowerComesBackThroughTheWholeGroup() {
        TestCluster c = TestCluster.led(3, 1);
        c.propose(1);
        c.run(15);
        c.at(3).crash();
        c.at(3).disk.log.tailMap(2L).clear();
        c.at(3).disk.hardState = HardState.INITIAL;
        c.restart(3, AMNESIA);
        c.run(60);
        assertThat(c.at(3).protocol().status().recovery()).isEmpty();
        assertThat(c.at(3).applied).hasSize(3);
        c.at(2).crash();
        c.propose(1);
        c.run(20);
        assertThat(c.at(1).applied).hasSize(4);
    }
}
