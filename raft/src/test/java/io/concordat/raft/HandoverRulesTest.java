package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.VoteReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leadership moves on purpose: thesis §3.10. */
class HandoverRulesTest {
    private static void ask(TestReplica leader, int successor) {
        leader.step(new Event.AdminRequested(77, new AdminRequest.TransferLeadership(successor)));
    }

    private static List<AdminOutcome> answers(TestReplica replica) {
        return replica.trace.stream()
                .filter(Effect.AdminDone.class::isInstance)
                .map(e -> ((Effect.AdminDone) e).outcome())
                .toList();
    }

    private static List<Effect> intakes(TestReplica replica) {
        return replica.trace.stream().filter(Effect.Intake.class::isInstance).toList();
    }

    @Test
    void theSuccessorLeadsTheNextTermAndTheAskerIsToldSo() {
        TestCluster c = TestCluster.led(3, 1);
        long term = c.at(1).term();
        c.propose(1);
        ask(c.at(1), 3);
        c.settle();
        assertThat(c.at(3).leads()).isTrue();
        assertThat(answers(c.at(1))).containsExactly(new AdminOutcome.Leads(3, term + 1));
        assertThat(c.at(1).role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void withoutAWishTheMemberFurthestAlongIsChosen() {
        TestCluster c = TestCluster.led(3, 1);
        c.cut(1, 2);
        c.propose(1);
        c.run(1);
        ask(c.at(1), 0);
        c.settle();
        assertThat(c.at(3).leads()).isTrue();
    }

    @Test
    void theSuccessorIsToldToStandOnlyOnceItHoldsEverything() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.cluster.propose(1);
        ask(b.replica, 2);
        b.tick(12);
        assertThat(b.said(TimeoutNow.class)).isEmpty();
        b.acknowledge(2, 3);
        assertThat(b.said(TimeoutNow.class)).containsExactly(new TimeoutNow(1, 1, 3));
    }

    @Test
    void nothingIsProposedMeanwhile() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        ask(b.replica, 2);
        long held = b.cluster.propose(1);
        assertThat(intakes(b.replica)).containsExactly(new Effect.Intake(Effect.Proposals.HELD, 2));
        assertThat(b.replica.proposals.get(held)).isEqualTo("refused");
        assertThat(b.replica.last()).isEqualTo(2);
    }

    @Test
    void aHandoverThatDoesNotComeOffWithinAnElectionTimeoutIsOver() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.acknowledge(3, 2);
        ask(b.replica, 2);
        for (int i = 0; i < 50; i++) {
            b.tick(1);
            b.hear(3, new RaftMessage.HeartbeatReply(1, 0));
        }
        assertThat(b.replica.leads()).isTrue();
        assertThat(intakes(b.replica)).endsWith(new Effect.Intake(Effect.Proposals.TAKEN, 0));
        assertThat(answers(b.replica))
                .singleElement()
                .isInstanceOfSatisfying(
                        AdminOutcome.Refused.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.TRANSFER_FAILED));
        assertThat(b.replica.proposals.get(b.cluster.propose(1))).startsWith("entry 3");
    }

    @Test
    void aSuccessorWhoseConnectionBreaksIsNotWaitedFor() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        ask(b.replica, 2);
        b.replica.step(new Event.PeerUnreachable(2, true));
        assertThat(answers(b.replica)).hasSize(1);
        assertThat(b.replica.proposals.get(b.cluster.propose(1))).startsWith("entry 3");
    }

    @Test
    void whoIsToldToStandAsksForVotesAtOnceAndSaysWhy() {
        Bench b = new Bench(3, new io.concordat.protocol.Recovery.Intact(), 1, 1);
        List<io.concordat.log.LogEntry> chain = Bench.chain(1);
        b.hear(2, Bench.append(1, chain, 2, 2, 2));
        b.hear(2, new TimeoutNow(1, 1, 2));
        assertThat(b.said(RequestVote.class)).hasSize(2).allSatisfy(r -> assertThat(r)
                .isEqualTo(new RequestVote(2, 1, 2, true)));
    }

    @Test
    void nobodyStandsForAnotherLogOrForAnybodyButItsLeader() {
        Bench b = new Bench(3, new io.concordat.protocol.Recovery.Intact(), 1, 1);
        b.hear(2, Bench.append(1, Bench.chain(1), 2, 2, 2));
        b.hear(3, new TimeoutNow(1, 1, 2));
        b.hear(2, new TimeoutNow(1, 1, 3));
        b.hear(2, new TimeoutNow(0, 0, 2));
        assertThat(b.said(RequestVote.class)).isEmpty();
        assertThat(b.replica.term()).isEqualTo(1);
    }

    @Test
    void onlyAHandoverMakesAVoterTurnFromALiveLeader() {
        Bench b = new Bench(3, new io.concordat.protocol.Recovery.Intact(), 1, 1);
        b.hear(2, Bench.append(1, Bench.chain(1), 2, 2, 2));
        b.hear(3, new RequestVote(2, 1, 2));
        assertThat(b.said(VoteReply.class)).isEmpty();
        b.hear(3, new RequestVote(2, 1, 2, true));
        assertThat(b.said(VoteReply.class)).containsExactly(new VoteReply(2, 3, true));
    }

    @Test
    void aHandoverRaisesNobodyWhoseLogIsShorter() {
        TestCluster c = TestCluster.led(3, 1);
        c.cut(1, 3);
        c.propose(1);
        c.run(1);
        c.at(2).step(new Event.Received(3, new RequestVote(c.at(1).term() + 1, 1, 1, true)));
        assertThat(c.network).noneMatch(f -> f.message() instanceof VoteReply v && v.granted());
    }

    @Test
    void wishesThatMakeNoSenseAreRefusedByName() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        ask(b.replica, 9);
        ask(b.replica, 1);
        ask(b.replica, 2);
        ask(b.replica, 3);
        assertThat(answers(b.replica))
                .satisfiesExactly(
                        a -> assertThat(((AdminOutcome.Refused) a).code()).isEqualTo(ErrorCode.NO_SUCH_NODE),
                        a -> assertThat(a).isEqualTo(new AdminOutcome.Leads(1, 1)),
                        a -> assertThat(((AdminOutcome.Refused) a).code()).isEqualTo(ErrorCode.BUSY));
    }

    @Test
    void anotherLeaderThanTheChosenOneIsNamed() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        ask(b.replica, 2);
        b.hear(3, new Heartbeat(2, 0, 0, 0));
        assertThat(answers(b.replica))
                .singleElement()
                .isInstanceOfSatisfying(
                        AdminOutcome.Refused.class, r -> assertThat(r.message()).contains("node 3 was elected"));
    }

    @Test
    void aLostWordIsSaidAgain() {
        TestCluster c = TestCluster.led(3, 1);
        ask(c.at(1), 2);
        c.drop(f -> f.message() instanceof TimeoutNow);
        c.run(15);
        assertThat(c.at(2).leads()).isTrue();
        assertThat(c.network).noneMatch(f -> f.message() instanceof AppendEntries);
    }
}
