package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Hash;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.Recovery;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.raft.RaftMessage.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of replication and commit, each named after the bug it keeps out. */
class ReplicationRulesTest {
    private static final List<LogEntry> LEADERS = Bench.chain(1, 1, 1, 1);

    @Test
    void R06_anAcknowledgementWaitsForTheTermToo() {
        Bench b = new Bench(3, new Recovery.Intact(), 1, 1, 1);
        b.replica.autoSync = false;
        b.hear(2, Bench.append(5, Bench.chain(1, 1), 4, 3, 0));
        assertThat(b.said(AppendReply.class)).isEmpty();
        b.replica.syncAll();
        assertThat(b.replica.disk.hardState).isEqualTo(new HardState(5, 0));
        b.replica.pump();
        assertThat(b.lastSaid(AppendReply.class).index()).isEqualTo(3);
    }

    @Test
    void R24_aLeaderCountsItselfOnlyOnceItHasSynced() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.replica.autoSync = false;
        b.cluster.propose(1);
        AppendEntries sent = b.said(AppendEntries.class).get(0);
        assertThat(sent.index()).as("replicated before the own sync").isEqualTo(1);
        Position noOp = sent.last();
        b.hear(2, new AppendReply(1, Verdict.ACCEPTED, noOp, 0, 1));
        assertThat(b.replica.commit()).isEqualTo(2);
        b.cluster.network.clear();
        b.cluster.propose(1);
        Position third = b.said(AppendEntries.class).get(0).last();
        b.hear(2, new AppendReply(1, Verdict.ACCEPTED, third, 0, 1));
        assertThat(b.replica.commit()).as("one follower and an unsynced leader").isEqualTo(2);
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.replica.commit()).isEqualTo(third.index());
    }

    @Test
    void R26_whoIsNoMemberCountsForNothing() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(9, 2);
        b.acknowledge(10, 2);
        assertThat(b.replica.commit()).isEqualTo(1);
        for (int i = 0; i < 60; i++) {
            b.tick(1);
            b.hear(9, new RaftMessage.HeartbeatReply(1, 0));
            b.hear(10, new RaftMessage.HeartbeatReply(1, 0));
        }
        assertThat(b.replica.leads()).as("led by the leave of strangers").isFalse();
    }

    @Test
    void R28_aFollowersCommitEndsWithTheMatchedPrefix() {
        Bench b = new Bench(3, new Recovery.Intact(), 2, 1, 2, 2, 2);
        b.hear(2, Bench.append(3, Bench.chain(1, 3, 3, 3), 3, 2, 5));
        assertThat(b.replica.commit()).isEqualTo(2);
    }

    @Test
    void R29_aHeartbeatCommitsNothingThatWasNotShownToMatch() {
        Bench b = new Bench(3, new Recovery.Intact(), 2, 1, 2, 2);
        b.hear(2, new Heartbeat(3, 4, 0, 0));
        assertThat(b.replica.commit()).isEqualTo(1);
    }

    @Test
    void R29_aLeadersHeartbeatNeverNamesMoreThanTheFollowerIsKnownToHold() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        assertThat(b.replica.commit()).isEqualTo(2);
        b.silence();
        b.tick(11);
        assertThat(b.cluster.network)
                .filteredOn(f -> f.message() instanceof Heartbeat)
                .allSatisfy(f -> assertThat(f.message().index()).isEqualTo(f.to() == 2 ? 2 : 0));
    }

    @Test
    void R30_anAcknowledgementNamesPreviousPlusLengthNotTheOwnEnd() {
        Bench b = new Bench(3, new Recovery.Intact(), 1, 1, 1, 1, 1);
        b.hear(2, Bench.append(1, LEADERS, 2, 3, 0));
        assertThat(b.lastSaid(AppendReply.class).index()).isEqualTo(3);
    }

    @Test
    void R31_anOldOverlappingAppendTakesNothingAway() {
        Bench b = new Bench(3);
        b.hear(2, Bench.append(1, LEADERS, 2, 5, 0));
        b.hear(2, Bench.append(1, LEADERS, 2, 3, 0));
        assertThat(b.replica.last()).isEqualTo(5);
        assertThat(b.replica.disk.log).hasSize(5);
    }

    @Test
    void R32_aConflictInsideTheBatchIsFound() {
        Bench b = new Bench(3, new Recovery.Intact(), 2, 1, 2, 2);
        List<LogEntry> chain = Bench.chain(1, 3, 3);
        b.hear(2, Bench.append(3, chain, 2, 4, 0));
        assertThat(b.replica.disk.hashAt(4)).isEqualTo(chain.get(3).hash());
        assertThat(b.replica.disk.hashAt(3)).isEqualTo(chain.get(2).hash());
    }

    @Test
    void R33_whatIsCommittedIsNeverCutOff() {
        Bench b = new Bench(3);
        b.hear(2, Bench.append(1, LEADERS, 2, 5, 4));
        var rewriting = Bench.append(2, Bench.chain(1, 2), 3, 3, 0);
        b.hear(3, rewriting);
        assertThat(b.accusations()).containsExactly("3: sends another entry 3 than the committed one");
        assertThat(b.replica.last()).isEqualTo(5);
    }

    @Test
    void R34_anIndexTheLogCannotSpeakForIsNoMatch() {
        Bench b = new Bench(3, new Recovery.Intact(), 2, 1, 2);
        Object[][] table = {
            {1L, 1L, false},
            {2L, 1L, true},
            {2L, 2L, false},
            {3L, 2L, true},
            {3L, 1L, false},
            {4L, 2L, false},
            {4L, 0L, false},
            {99L, 2L, false}
        };
        for (Object[] row : table) {
            long index = (long) row[0];
            LogEntry held = b.replica.disk.log.getOrDefault(index, LEADERS.get(0));
            Position previous = new Position(index, (long) row[1], held.hash());
            b.hear(2, new AppendEntries(2, previous, List.of(), 0, 1, 0));
            assertThat(b.lastSaid(AppendReply.class).verdict() == Verdict.ACCEPTED)
                    .as("previous (%d,%d)", row[0], row[1])
                    .isEqualTo(row[2]);
        }
    }

    @Test
    void R35_repliesToAnEarlierSessionAreVoid() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.replica.step(new Event.PeerConnected(2, 1, 1));
        b.acknowledge(2, 2);
        assertThat(b.replica.commit()).isEqualTo(1);
        LogEntry noOp = b.replica.disk.log.get(2L);
        Position at = new Position(2, noOp.term(), noOp.hash());
        b.hear(2, new AppendReply(1, Verdict.ACCEPTED, at, 0, 2));
        assertThat(b.replica.commit()).isEqualTo(2);
    }

    @Test
    void R35_repliesOfAnEarlierTermOrWithAnotherHashAreVoid() {
        Bench b = new Bench(3);
        b.becomeLeader();
        LogEntry noOp = b.replica.disk.log.get(2L);
        b.hear(2, new AppendReply(0, Verdict.ACCEPTED, new Position(2, 1, noOp.hash()), 0, 1));
        b.hear(2, new AppendReply(1, Verdict.ACCEPTED, new Position(2, 1, Hash.ZERO), 0, 1));
        b.hear(2, new AppendReply(1, Verdict.ACCEPTED, new Position(9, 1, noOp.hash()), 0, 1));
        assertThat(b.replica.commit()).isEqualTo(1);
    }

    @Test
    void R39_aReadThatFailsOrReturnsTooLittleLeavesNoGap() {
        Bench b = new Bench(3, new Recovery.Intact(), 1, 1, 1, 1, 1);
        b.becomeLeader();
        b.replica.autoRead = false;
        b.silence();
        // Node 2 holds entries 1 and 2 only: what it lacks is no longer in memory.
        b.hear(2, new AppendReply(2, Verdict.REFUSED, new Position(5, 1, Hash.ZERO), 2, 1));
        Effect.ReadLog asked = lastRead(b);
        assertThat(asked.from()).isEqualTo(2);
        List<LogEntry> held = List.copyOf(b.replica.disk.log.values());
        List<List<LogEntry>> useless = List.of(List.of(), held.subList(2, 4), List.of(held.get(1), held.get(3)));
        for (List<LogEntry> found : useless) {
            b.replica.step(new Event.LogRead(asked.token(), found));
            assertThat(b.said(AppendEntries.class)).as("%s", found).noneMatch(a -> a.index() < 5);
            b.tick(1);
            b.hear(2, new RaftMessage.HeartbeatReply(2, 0));
            assertThat(lastRead(b).token()).as("it asks again").isGreaterThan(asked.token());
            asked = lastRead(b);
        }
        b.replica.step(new Event.LogRead(asked.token(), held.subList(1, 3)));
        AppendEntries sent = b.said(AppendEntries.class).stream()
                .filter(a -> a.index() < 5)
                .findFirst()
                .orElseThrow();
        assertThat(sent.previous()).isEqualTo(Bench.at(held, 2));
        assertThat(sent.last()).as("one entry, the next").isEqualTo(Bench.at(held, 3));
    }

    private static Effect.ReadLog lastRead(Bench b) {
        return b.replica.trace.stream()
                .filter(Effect.ReadLog.class::isInstance)
                .map(Effect.ReadLog.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void R40_aWindowThatWasLostWhollyIsSentAgain() {
        Bench b = new Bench(2);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.cluster.propose(1);
        b.silence();
        for (int i = 0; i < 30; i++) {
            b.tick(1);
            b.hear(2, new RaftMessage.HeartbeatReply(1, 0));
        }
        assertThat(b.lastSaid(AppendEntries.class).last().index()).isEqualTo(3);
    }

    @Test
    void S12_R44_afterAFailedWriteNoIndexIsUsedAgain() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.replica.autoSync = false;
        b.cluster.propose(1);
        b.replica.step(new Event.WriteFailed(9, "EIO"));
        b.silence();
        long id = b.cluster.propose(1);
        assertThat(b.replica.proposals.get(id)).isEqualTo("refused");
        assertThat(b.replica.leads()).isFalse();
        b.tick(300);
        assertThat(b.cluster.network).isEmpty();
    }

    @Test
    void R46_aCompletionThatOutlivesItsTermAcknowledgesNothing() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.hear(2, Bench.append(1, LEADERS, 2, 5, 0));
        b.hear(3, new Heartbeat(2, 0, 0, 0));
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.said(AppendReply.class)).isEmpty();
    }

    @Test
    void R47_aNewLeaderOpensItsTermWithAnEmptyBatch() {
        Bench b = new Bench(3);
        b.becomeLeader();
        assertThat(b.replica.disk.log.get(2L).term()).isEqualTo(1);
        assertThat(b.replica.disk.log.get(2L).batch().bundles()).isEmpty();
    }

    @Test
    void aFollowerExecutesOnlyWhatItHasSynced() {
        Bench b = new Bench(3);
        b.replica.autoSync = false;
        b.hear(2, Bench.append(1, LEADERS, 2, 5, 5));
        assertThat(b.replica.commit()).isEqualTo(5);
        assertThat(b.replica.applied).hasSize(1);
        b.replica.syncAll();
        b.replica.pump();
        assertThat(b.replica.applied).hasSize(5);
    }

    @Test
    void smallBatchesShareAMessageOnceEnoughAreOnTheirWay() {
        Bench b = new Bench(2);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.silence();
        for (int i = 0; i < 100; i++) {
            b.cluster.propose(1);
        }
        int alone = b.said(AppendEntries.class).size();
        assertThat(alone).isBetween(2, 50);
        b.acknowledge(2, 3);
        assertThat(b.lastSaid(AppendEntries.class).entries()).hasSize(100 - alone);
    }

    @Test
    void clusterTimeGoesOnFromTheLogNotFromTheClock() {
        Bench b = new Bench(1, new Recovery.Intact(), 1, 1, 1);
        long last = b.replica.disk.log.get(3L).batch().proposedNanos();
        b.tick(2);
        long opened = b.replica.disk.log.get(4L).batch().proposedNanos();
        assertThat(opened).isEqualTo(last);
        b.tick(7);
        b.cluster.propose(1);
        assertThat(b.replica.disk.log.get(5L).batch().proposedNanos()).isEqualTo(last + 9 * TestCluster.TICK);
    }

    @Test
    void proposalsAndReadsElsewhereThanAtTheLeaderAreRefused() {
        Bench b = new Bench(3);
        assertThat(b.replica.proposals).isEmpty();
        long proposal = b.cluster.propose(1);
        long read = b.cluster.read(1);
        assertThat(b.replica.proposals.get(proposal)).isEqualTo("refused");
        assertThat(b.replica.reads.get(read)).isEqualTo("refused");
    }

    @Test
    void administrationIsAnsweredNotIgnored() {
        Bench b = new Bench(3);
        b.replica.step(new Event.AdminRequested(4, new io.concordat.protocol.AdminRequest.TransferLeadership(2)));
        assertThat(b.replica.trace).anySatisfy(e -> assertThat(e)
                .isInstanceOfSatisfying(Effect.AdminDone.class, d -> assertThat(d.outcome())
                        .isInstanceOf(io.concordat.protocol.AdminOutcome.Refused.class)));
    }
}
