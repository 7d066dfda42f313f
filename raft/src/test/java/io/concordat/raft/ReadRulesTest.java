package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.Event;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import org.junit.jupiter.api.Test;

/** Rules of reads, each named after the bug it keeps out. */
class ReadRulesTest {
    @Test
    void R51_noReadBeforeAnEntryOfTheOwnTermIsCommitted() {
        Bench b = new Bench(3);
        b.becomeLeader();
        long read = b.cluster.read(1);
        b.hear(2, new HeartbeatReply(1, 0));
        assertThat(b.replica.reads).isEmpty();
        b.acknowledge(2, 2);
        b.hear(2, new HeartbeatReply(1, b.lastSaid(Heartbeat.class).round()));
        assertThat(b.replica.reads.get(read)).isEqualTo("index 2");
    }

    @Test
    void R52_onlyAcknowledgementsOfThisRoundByDistinctVotersCount() {
        Bench b = new Bench(5);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.acknowledge(3, 2);
        long read = b.cluster.read(1);
        long round = b.lastSaid(Heartbeat.class).round();
        b.hear(2, new HeartbeatReply(1, round - 1));
        b.hear(3, new HeartbeatReply(1, round - 1));
        b.hear(4, new HeartbeatReply(0, round));
        b.hear(9, new HeartbeatReply(1, round));
        b.hear(2, new HeartbeatReply(1, round + 7));
        b.hear(3, new HeartbeatReply(1, round));
        b.hear(3, new HeartbeatReply(1, round));
        assertThat(b.replica.reads).isEmpty();
        b.hear(2, new HeartbeatReply(1, round));
        assertThat(b.replica.reads).containsKey(read);
    }

    @Test
    void R52_aReadDuringARoundWaitsForTheNext() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        long first = b.cluster.read(1);
        long round = b.lastSaid(Heartbeat.class).round();
        long second = b.cluster.read(1);
        b.hear(2, new HeartbeatReply(1, round));
        assertThat(b.replica.reads).containsOnlyKeys(first);
        b.hear(2, new HeartbeatReply(1, b.lastSaid(Heartbeat.class).round()));
        assertThat(b.replica.reads).containsOnlyKeys(first, second);
    }

    @Test
    void R53_theIndexIsTakenWhenTheReadArrives() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.cluster.propose(1);
        b.acknowledge(2, 3);
        long read = b.cluster.read(1);
        long round = b.lastSaid(Heartbeat.class).round();
        b.cluster.propose(1);
        b.acknowledge(2, 4);
        b.hear(2, new HeartbeatReply(1, round));
        assertThat(b.replica.reads.get(read)).isEqualTo("index 3");
    }

    @Test
    void R55_aGroupOfOneAlsoWaitsForItsOwnTerm() {
        Bench b = new Bench(1, new io.concordat.protocol.Recovery.Amnesia("not yet started"), 0);
        b.replica.crash();
        b.replica.autoSync = false;
        b.replica.start(new io.concordat.protocol.Recovery.Intact());
        b.tick(1);
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.replica.leads()).isTrue();
        long read = b.cluster.read(1);
        assertThat(b.replica.reads).isEmpty();
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.replica.reads.get(read)).isEqualTo("index 2");
    }

    /** Without leases not even a majority heard this instant stands for the round that a read asks for. */
    @Test
    void R56_noReadRestsOnTimeUnlessLeasesWereChosen() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.acknowledge(3, 2);
        b.tick(11);
        long round = b.lastSaid(Heartbeat.class).round();
        b.hear(2, new HeartbeatReply(1, round));
        b.hear(3, new HeartbeatReply(1, round));
        long read = b.cluster.read(1);
        assertThat(b.replica.reads).isEmpty();
        assertThat(b.lastSaid(Heartbeat.class).round()).isGreaterThan(round);
        b.hear(2, new HeartbeatReply(1, round));
        b.hear(3, new HeartbeatReply(1, round));
        assertThat(b.replica.reads).isEmpty();
        b.hear(2, new HeartbeatReply(1, round + 1));
        assertThat(b.replica.reads).containsKey(read);
    }

    @Test
    void R58_pendingReadsFailWhenTheLeaderStepsDown() {
        Bench b = new Bench(3);
        b.becomeLeader();
        long held = b.cluster.read(1);
        b.acknowledge(2, 2);
        long asked = b.cluster.read(1);
        b.hear(2, new HeartbeatReply(5, 0));
        assertThat(b.replica.reads).containsEntry(held, "refused").containsEntry(asked, "refused");
    }

    @Test
    void aPauseRevokesWhatWasConfirmedBeforeAnythingElse() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        long read = b.cluster.read(1);
        long round = b.lastSaid(Heartbeat.class).round();
        b.cluster.now += 300_000_000;
        b.hear(2, new HeartbeatReply(1, round));
        assertThat(b.replica.reads).isEmpty();
        long next = b.lastSaid(Heartbeat.class).round();
        assertThat(next).isGreaterThan(round);
        b.hear(2, new HeartbeatReply(1, next));
        assertThat(b.replica.reads).containsKey(read);
    }

    @Test
    void readsAreBounded() {
        Bench b = new Bench(3);
        b.becomeLeader();
        for (int i = 0; i < 10_000; i++) {
            b.replica.step(new Event.ReadRequested(1_000 + i));
        }
        b.replica.step(new Event.ReadRequested(7));
        assertThat(b.replica.reads).containsOnly(java.util.Map.entry(7L, "refused"));
    }

    @Test
    void R79_aReadMovesNoCommitIndexAndConfirmsNoUnreplicatedWrite() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.cluster.propose(1);
        long read = b.cluster.read(1);
        b.tick(20);
        assertThat(b.replica.commit()).isEqualTo(2);
        assertThat(b.replica.applied).hasSize(2);
        assertThat(b.replica.reads).doesNotContainKey(read);
    }

    @Test
    void aFollowerAnswersAtTheIndexItsLeaderConfirms() {
        TestCluster c = TestCluster.led(3, 1);
        c.propose(1);
        c.settle();
        long read = c.read(2);
        assertThat(c.at(2).reads).isEmpty();
        c.settle();
        assertThat(c.at(2).reads.get(read)).isEqualTo("index " + c.at(1).commit());
    }

    @Test
    void R52_theLeaderConfirmsAFollowersReadByARoundThatBeganAfterTheQuestion() {
        Bench b = new Bench(5);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.acknowledge(3, 2);
        b.cluster.read(1);
        long round = b.lastSaid(Heartbeat.class).round();
        b.hear(4, new ReadIndex(1, 99));
        b.hear(2, new HeartbeatReply(1, round));
        b.hear(3, new HeartbeatReply(1, round));
        assertThat(b.said(ReadIndexReply.class)).isEmpty();
        b.hear(2, new HeartbeatReply(1, round + 1));
        b.hear(3, new HeartbeatReply(1, round + 1));
        assertThat(b.said(ReadIndexReply.class)).containsExactly(new ReadIndexReply(1, 2, 99, true));
    }

    @Test
    void R51_aFollowersReadTooWaitsForAnEntryOfTheLeadersTerm() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.hear(2, new ReadIndex(1, 99));
        b.hear(2, new HeartbeatReply(1, 9));
        assertThat(b.said(ReadIndexReply.class)).isEmpty();
        b.acknowledge(3, 2);
        b.hear(3, new HeartbeatReply(1, b.lastSaid(Heartbeat.class).round()));
        assertThat(b.said(ReadIndexReply.class)).containsExactly(new ReadIndexReply(1, 2, 99, true));
    }

    @Test
    void R58_aFollowerBelievesOnlyTheLeaderItAskedInTheTermItAskedIn() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(1, 0, 1, 0));
        long read = b.cluster.read(1);
        long nonce = b.lastSaid(ReadIndex.class).nonce();
        b.hear(3, new ReadIndexReply(1, 1, nonce, true));
        b.hear(2, new ReadIndexReply(1, 1, nonce + 1, true));
        assertThat(b.replica.reads).isEmpty();
        b.hear(3, new Heartbeat(2, 0, 1, 0));
        b.hear(2, new ReadIndexReply(1, 1, nonce, true));
        assertThat(b.replica.reads).isEmpty();
        b.tick(1);
        assertThat(b.replica.reads).containsEntry(read, "refused");
        b.hear(3, new ReadIndexReply(2, 1, nonce, true));
        assertThat(b.replica.reads).containsEntry(read, "refused");
    }

    @Test
    void R58_aReadWhoseLeaderIsSilentIsGivenUp() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(1, 0, 1, 0));
        long read = b.cluster.read(1);
        b.tick(51);
        assertThat(b.replica.reads).containsEntry(read, "refused");
        long lone = b.cluster.read(1);
        b.tick(100);
        assertThat(b.replica.reads).containsEntry(lone, "refused");
    }

    @Test
    void noFollowerAsksTwiceUnderOneNonce() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(1, 0, 1, 0));
        for (int i = 0; i < 100; i++) {
            b.cluster.read(1);
        }
        assertThat(b.said(ReadIndex.class)).doesNotHaveDuplicates().hasSize(100);
    }
}
