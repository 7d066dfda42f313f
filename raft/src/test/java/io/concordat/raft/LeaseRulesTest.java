package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.config.Settings;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Event;
import io.concordat.protocol.Recovery;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.VoteReply;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leases: what a leader may conclude from time, and what followers owe it for that (raft.md M56). */
class LeaseRulesTest {
    private static final long MILLI = 1_000_000;

    /** Clocks within 10 %: of an election timeout of 500 ms a leader may use 409. */
    private static final Settings LEASES = Settings.of(Map.of("raft.lease", "true", "raft.max-clock-drift", "100000"));

    private static Bench leader() {
        Bench b = new Bench(3, LEASES);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.silence();
        return b;
    }

    /** Heartbeats leave now; returns their round. */
    private static long beat(Bench b) {
        while (b.said(Heartbeat.class).isEmpty()) {
            b.tick(1);
        }
        b.tick(10);
        return b.lastSaid(Heartbeat.class).round();
    }

    @Test
    void aMajoritysAnswerToAHeartbeatStandsForTheReadsThatFollow() {
        Bench b = leader();
        b.hear(2, new HeartbeatReply(1, beat(b)));
        long read = b.cluster.read(1);
        assertThat(b.replica.reads.get(read)).isEqualTo("index 2");
    }

    @Test
    void R51_noLeaseServesBeforeAnEntryOfTheOwnTermIsCommitted() {
        Bench b = new Bench(3, LEASES);
        b.becomeLeader();
        b.hear(2, new HeartbeatReply(1, beat(b)));
        b.hear(3, new HeartbeatReply(1, beat(b)));
        b.cluster.read(1);
        assertThat(b.replica.reads).isEmpty();
    }

    @Test
    void R56_aLeaseRunsFromTheHeartbeatsDepartureNotFromItsAnswersArrival() {
        Bench b = leader();
        long round = beat(b);
        b.cluster.now += 200 * MILLI;
        b.hear(2, new HeartbeatReply(1, round));
        assertThat(b.replica.reads.get(b.cluster.read(1))).isEqualTo("index 2");
        b.cluster.now += 209 * MILLI;
        long late = b.cluster.read(1);
        assertThat(b.replica.reads).doesNotContainKey(late);
    }

    @Test
    void R56_aLeaseIsShorterThanThePromiseByWhatClocksMayDrift() {
        for (long age : new long[] {408, 410}) {
            Bench b = leader();
            long round = beat(b);
            b.hear(2, new HeartbeatReply(1, round));
            b.tick(40);
            b.cluster.now += (age - 400) * MILLI;
            long read = b.cluster.read(1);
            assertThat(b.replica.reads.containsKey(read)).as("after %d ms", age).isEqualTo(age < 409);
        }
    }

    @Test
    void R56_anAnswerToAnEarlierHeartbeatDatesFromThatOne() {
        Bench b = leader();
        long first = beat(b);
        long second = beat(b);
        assertThat(second).isGreaterThan(first);
        b.cluster.now += 200 * MILLI;
        b.hear(2, new HeartbeatReply(1, first));
        b.cluster.now += 150 * MILLI; // 350 after the second, 450 after the first
        long read = b.cluster.read(1);
        assertThat(b.replica.reads).doesNotContainKey(read);
    }

    @Test
    void R56_aPauseRevokesTheLease() {
        Bench b = leader();
        b.hear(2, new HeartbeatReply(1, beat(b)));
        b.cluster.now += 251 * MILLI; // half an election timeout without a tick; the lease itself would run on
        long read = b.cluster.read(1);
        assertThat(b.replica.reads).doesNotContainKey(read);
    }

    @Test
    void R56_aHandoverRevokesTheLeaseForTheRestOfTheTermOnceTheSuccessorIsReleased() {
        Bench b = leader();
        b.hear(2, new HeartbeatReply(1, beat(b)));
        b.replica.step(new Event.AdminRequested(5, new AdminRequest.TransferLeadership(2)));
        long meanwhile = b.cluster.read(1);
        assertThat(b.replica.reads).doesNotContainKey(meanwhile);
        for (int i = 0; i < 60; i++) {
            b.tick(1);
            b.hear(3, new HeartbeatReply(1, 0));
        }
        assertThat(b.replica.leads()).isTrue();
        b.hear(2, new HeartbeatReply(1, beat(b)));
        long after = b.cluster.read(1);
        assertThat(b.replica.reads).as("the released successor may still stand").doesNotContainKey(after);
    }

    @Test
    void R56_aHandoverThatNeverGotSoFarGivesTheLeaseBack() {
        Bench b = leader();
        b.cluster.propose(1);
        b.replica.step(new Event.AdminRequested(5, new AdminRequest.TransferLeadership(3)));
        b.replica.step(new Event.PeerUnreachable(3, false));
        b.acknowledge(2, 3);
        b.silence();
        b.hear(2, new HeartbeatReply(1, beat(b)));
        assertThat(b.replica.reads.get(b.cluster.read(1))).isEqualTo("index 3");
    }

    @Test
    void aFollowerHelpsNobodyElseForAWholeElectionTimeout() {
        Bench b = new Bench(3, LEASES);
        b.tick(60);
        b.hear(2, new Heartbeat(1, 0, 1, 0));
        b.tick(49);
        b.hear(3, new PreVote(1, 7, 9, 9));
        b.hear(3, new RequestVote(2, 9, 9));
        assertThat(b.said(VoteReply.class)).isEmpty();
        assertThat(b.said(PreVoteReply.class)).containsExactly(new PreVoteReply(1, 7, false));
        b.tick(1);
        b.hear(3, new RequestVote(2, 9, 9));
        assertThat(b.said(VoteReply.class)).containsExactly(new VoteReply(2, 3, true));
    }

    @Test
    void neitherALaterTermNorABrokenConnectionFreesAFollowerFromItsPromise() {
        Bench b = new Bench(3, LEASES);
        b.tick(60);
        b.hear(2, new Heartbeat(1, 0, 1, 0));
        b.replica.step(new Event.PeerUnreachable(2, true));
        b.hear(3, new HeartbeatReply(4, 0));
        b.tick(20);
        b.hear(3, new RequestVote(4, 9, 9));
        assertThat(b.said(VoteReply.class)).isEmpty();
        assertThat(b.said(PreVote.class)).as("nor does it stand itself").isEmpty();
        b.hear(3, new RequestVote(5, 9, 9, true));
        assertThat(b.said(VoteReply.class)).as("a handover does").containsExactly(new VoteReply(5, 3, true));
    }

    @Test
    void aRestartedFollowerKeepsThePromiseItMayHaveGiven() {
        Bench b = new Bench(3, LEASES);
        b.tick(60);
        b.replica.crash();
        b.replica.start(new Recovery.Intact());
        b.tick(1);
        b.hear(3, new RequestVote(2, 9, 9));
        assertThat(b.said(VoteReply.class)).isEmpty();
        b.tick(50);
        b.hear(3, new RequestVote(2, 9, 9));
        assertThat(b.said(VoteReply.class)).hasSize(1);
    }
}
