package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.membership.Membership;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.VoteReply;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rules of elections, each named after the bug it keeps out. */
class ElectionRulesTest {
    @Test
    void R01_aVoteLeavesOnlyAfterItIsSynced() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.hear(2, new RequestVote(1, 0, 1));
        assertThat(b.said(VoteReply.class)).isEmpty();
        b.replica.syncAll();
        assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
        assertThat(b.replica.disk.hardState).isEqualTo(new HardState(1, 2));
    }

    @Test
    void R02_aFailedWriteGrantsNothingAndEndsTheReplica() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.hear(2, new RequestVote(1, 0, 1));
        b.replica.step(new Event.WriteFailed(1, "EIO"));
        assertThat(b.replica.trace.get(b.replica.trace.size() - 1)).isInstanceOf(Effect.Fatal.class);
        b.hear(2, new RequestVote(2, 0, 1));
        b.tick(300);
        assertThat(b.cluster.network).isEmpty();
    }

    @Test
    void R03_aCandidacyIsAnnouncedOnlyAfterTheOwnVoteIsSynced() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.becomeCandidate();
        assertThat(b.said(RequestVote.class)).isEmpty();
        b.replica.syncAll();
        assertThat(b.said(RequestVote.class)).hasSize(2);
        assertThat(b.replica.disk.hardState).isEqualTo(new HardState(1, 1));
    }

    @Test
    void R03_votesOfOthersDoNotElectBeforeTheOwnVoteIsSynced() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.becomeLeader();
        assertThat(b.replica.role()).isEqualTo(Role.CANDIDATE);
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.replica.role()).isEqualTo(Role.LEADER);
    }

    @Test
    void R04_termAndVoteAreOneRecord() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.hear(2, new RequestVote(4, 0, 1));
        assertThat(b.replica.disk.pending).singleElement().satisfies(w -> assertThat(w.hardState())
                .isEqualTo(new HardState(4, 2)));
    }

    @Test
    void R05_oneVotePerTermAndAFreshOneInTheNext() {
        Bench b = new Bench(3);
        b.hear(2, new RequestVote(1, 0, 1));
        b.said(VoteReply.class);
        b.hear(3, new RequestVote(1, 0, 1));
        assertThat(b.lastSaid(VoteReply.class).granted()).isFalse();
        b.hear(2, new RequestVote(1, 0, 1));
        assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
        b.hear(3, new RequestVote(2, 0, 1));
        assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
    }

    @Test
    void R07_upToDateComparesTermBeforeIndex() {
        long[][] table = { // candidate's last term and index against ours (3, 3): granted?
            {2, 2, 0}, {2, 3, 0}, {2, 9, 0}, {3, 2, 0}, {3, 3, 1}, {3, 4, 1}, {4, 1, 1}, {4, 3, 1}, {4, 9, 1}
        };
        for (long[] row : table) {
            Bench b = new Bench(3, new Recovery.Intact(), 4, 2, 3);
            b.hear(2, new RequestVote(5, row[0], row[1]));
            assertThat(b.lastSaid(VoteReply.class).granted())
                    .as("last (%d,%d)", row[0], row[1])
                    .isEqualTo(row[2] == 1);
        }
    }

    @Test
    void R09_R10_R11_votesCountOncePerMemberAndOnlyForThisTermAndCandidate() {
        Bench b = new Bench(5);
        b.becomeCandidate();
        long term = b.replica.term();
        b.hear(2, new VoteReply(term - 1, 1, true));
        b.hear(3, new VoteReply(term - 1, 1, true));
        b.hear(2, new VoteReply(term, 1, true));
        b.hear(2, new VoteReply(term, 1, true));
        b.hear(9, new VoteReply(term, 1, true));
        b.hear(3, new VoteReply(term, 3, true));
        b.hear(4, new VoteReply(term, 1, false));
        assertThat(b.replica.role()).isEqualTo(Role.CANDIDATE);
        b.hear(3, new VoteReply(term, 1, true));
        assertThat(b.replica.role()).isEqualTo(Role.LEADER);
    }

    @Test
    void R12_aPreVoteChangesNeitherTermNorVoteNorTimer() {
        Bench asked = new Bench(3);
        Bench left = new Bench(3);
        int writes = asked.replica.trace.size();
        long stands = -1;
        for (int i = 0; i < 300 && stands < 0; i++) {
            asked.hear(2, new PreVote(7, i, 5, 50));
            assertThat(asked.lastSaid(PreVoteReply.class).granted()).isTrue();
            assertThat(asked.replica.protocol().status().role()).isEqualTo(Role.FOLLOWER);
            assertThat(asked.replica.term()).isZero();
            asked.tick(1);
            left.tick(1);
            assertThat(asked.replica.role()).isEqualTo(left.replica.role());
            stands = asked.replica.role() == Role.CANDIDATE ? i : -1;
        }
        assertThat(stands).isPositive();
        assertThat(asked.replica.trace.subList(writes, asked.replica.trace.size()))
                .noneMatch(Effect.Write.class::isInstance);
    }

    @Test
    void R13_aLatePreVoteQuorumStartsNothing() {
        Bench b = new Bench(3);
        b.becomeCandidate();
        b.hear(2, new PreVoteReply(0, 1, true));
        b.hear(3, new PreVoteReply(1, 2, true));
        b.hear(2, new VoteReply(1, 1, true));
        assertThat(b.replica.role()).isEqualTo(Role.LEADER);
        b.hear(3, new PreVoteReply(1, 1, true));
        assertThat(b.replica.role()).isEqualTo(Role.LEADER);
        assertThat(b.replica.term()).isEqualTo(1);
    }

    @Test
    void R13_aGrantOfAnEarlierRoundDoesNotCount() {
        Bench b = new Bench(3);
        b.tick(3 * Bench.TIMEOUT_TICKS);
        assertThat(b.replica.role()).isEqualTo(Role.CANDIDATE);
        long round = b.lastSaid(PreVote.class).round();
        assertThat(round).isGreaterThan(1);
        b.hear(2, new PreVoteReply(0, round - 1, true));
        assertThat(b.replica.term()).isZero();
        b.hear(2, new PreVoteReply(0, round, true));
        assertThat(b.replica.term()).isEqualTo(1);
    }

    @Test
    void R14_theHigherTermInAPreVoteRefusalIsAdopted() {
        Bench b = new Bench(3);
        b.tick(Bench.TIMEOUT_TICKS);
        b.hear(2, new PreVoteReply(9, b.lastSaid(PreVote.class).round(), false));
        assertThat(b.replica.term()).isEqualTo(9);
        assertThat(b.replica.role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void R15_aRefusedVoteDoesNotPutOffTheElection() {
        Bench b = new Bench(3, new Recovery.Intact(), 1, 1, 1);
        for (int i = 0; i < 105; i++) {
            b.hear(2, new RequestVote(2 + i, 0, 1));
            b.tick(1);
        }
        assertThat(b.said(PreVote.class)).isNotEmpty();
    }

    @Test
    void R16_aLiveLeaderIsNotVotedAway() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(1, 0, 0, 0));
        b.hear(3, new RequestVote(5, 9, 9));
        b.hear(3, new PreVote(5, 1, 9, 9));
        assertThat(b.replica.term()).isEqualTo(1);
        assertThat(b.said(VoteReply.class)).isEmpty();
        assertThat(b.lastSaid(PreVoteReply.class).granted()).isFalse();
        b.tick(51);
        b.hear(3, new RequestVote(5, 9, 9));
        assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
    }

    @Test
    void R17_aCandidateOutsideOurConfigurationIsHeard() {
        Bench b = new Bench(3);
        b.cluster.replicas.put(7, new TestReplica(b.cluster, 7));
        b.hear(7, new PreVote(0, 1, 0, 1));
        assertThat(b.lastSaid(PreVoteReply.class).granted()).isTrue();
        b.hear(7, new RequestVote(1, 0, 1));
        assertThat(b.lastSaid(VoteReply.class).granted()).isTrue();
    }

    @Test
    void R18_aSecondLeaderOfOneTermIsAccused() {
        Bench b = new Bench(3);
        b.becomeLeader();
        var rival = Bench.append(b.replica.term(), Bench.chain(), 2, 1, 0);
        b.hear(2, rival);
        assertThat(b.accusations()).containsExactly("2: leads term 1, which node 1 leads");
        assertThat(b.replica.leads()).isTrue();
    }

    @Test
    void aHeartbeatIsNotSignedAndDisplacesNobody() {
        Bench b = new Bench(3);
        b.hear(3, new Heartbeat(1, 0, 1, 0));
        var entries = Bench.append(1, Bench.chain(1), 2, 2, 0);
        b.hear(2, entries);
        assertThat(b.replica.protocol().status().leader()).isEqualTo(2);
        b.silence();
        b.hear(3, new Heartbeat(1, 9, 1, 99));
        assertThat(b.cluster.network).isEmpty();
        assertThat(b.replica.protocol().status().leader()).isEqualTo(2);
        b.hear(3, entries);
        assertThat(b.accusations()).containsExactly("3: leads term 1, which node 2 leads");
    }

    @Test
    void R18_aCandidateYieldsToTheLeaderOfItsTerm() {
        Bench b = new Bench(3);
        b.becomeCandidate();
        b.hear(2, new Heartbeat(b.replica.term(), 0, 0, 0));
        assertThat(b.replica.role()).isEqualTo(Role.FOLLOWER);
        assertThat(b.replica.protocol().status().leader()).isEqualTo(2);
    }

    @Test
    void R19_timeoutsDiffer() {
        TreeSet<Long> stood = new TreeSet<>();
        for (int seed = 0; seed < 30; seed++) {
            TestCluster c = TestCluster.started(3, seed);
            long ticks = 0;
            while (c.at(1).role() == Role.FOLLOWER) {
                c.now += TestCluster.TICK;
                c.at(1).step(new Event.Tick());
                ticks++;
            }
            assertThat(ticks).isBetween(50L, 101L);
            stood.add(ticks);
        }
        assertThat(stood).hasSizeGreaterThan(10);
    }

    @Test
    void R20_whoDoesNotBelongOrRemembersTooLittleDoesNotStand() {
        Bench shortLog = new Bench(3, new Recovery.ShortLog(2, 5), 2, 1);
        shortLog.tick(400);
        assertThat(shortLog.said(PreVote.class)).isEmpty();
        Bench stalled = new Bench(3);
        stalled.replica.autoSync = false;
        stalled.hear(2, new RequestVote(1, 0, 1));
        stalled.tick(400);
        assertThat(stalled.said(PreVote.class)).isEmpty();
    }

    @Test
    void R20_R25_whoIsOutsideTheConfigurationNeverStandsAndSoNeverCountsItself() {
        Bench b = new Bench(3, new Recovery.Intact(), 0);
        Membership others = new Membership(1, Fixtures.members(4).members().subList(1, 4), List.of());
        List<LogEntry> chain = Bench.chain(1);
        chain.add(LogChain.append(chain.get(1).hash(), 1, Batch.configuration(3, 2_000, 0, others), Fixtures.CONTEXT));
        b.hear(2, Bench.append(1, chain, 2, 3, 1));
        b.tick(400);
        assertThat(b.said(PreVote.class)).isEmpty();
        assertThat(b.replica.role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void R50_aLeaderWithoutQuorumStepsDownWithinTwoTimeouts() {
        Bench b = new Bench(5);
        b.becomeLeader();
        for (int i = 0; i < 10; i++) {
            b.tick(10);
            b.hear(2, new HeartbeatReply(1, 0));
            b.hear(3, new HeartbeatReply(1, 0));
        }
        assertThat(b.replica.role()).isEqualTo(Role.LEADER);
        for (int i = 0; i < 10; i++) {
            b.tick(10);
            b.hear(2, new HeartbeatReply(1, 0));
        }
        assertThat(b.replica.role()).isNotEqualTo(Role.LEADER);
    }

    @Test
    void R50_aLeaderWhoseDiskStallsStepsDown() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.replica.autoSync = false;
        b.cluster.propose(1);
        for (int i = 0; i < 60; i++) {
            b.tick(1);
            b.hear(2, new HeartbeatReply(1, 0));
        }
        assertThat(b.replica.role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void aResetConnectionToTheLeaderIsNoticedWithinFiftyMilliseconds() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(1, 0, 0, 0));
        b.replica.step(new Event.PeerUnreachable(3, true));
        b.tick(6);
        assertThat(b.said(PreVote.class)).isEmpty();
        b.replica.step(new Event.PeerUnreachable(2, true));
        b.tick(6);
        assertThat(b.said(PreVote.class)).hasSize(2);
    }

    @Test
    void whoHasSeenTheResetHelpsOthersAtOnce() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(1, 0, 0, 0));
        b.replica.step(new Event.PeerUnreachable(2, true));
        b.hear(3, new PreVote(1, 1, 0, 1));
        assertThat(b.lastSaid(PreVoteReply.class).granted()).isTrue();
    }

    @Test
    void aDeposedLeaderLearnsItFromAHeartbeat() {
        Bench b = new Bench(3);
        b.hear(2, new Heartbeat(4, 0, 0, 0));
        b.silence();
        b.hear(3, new Heartbeat(3, 0, 0, 0));
        assertThat(b.lastSaid(HeartbeatReply.class).term()).isEqualTo(4);
    }
}
