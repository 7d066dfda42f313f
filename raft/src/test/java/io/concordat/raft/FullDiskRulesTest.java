package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Recovery;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that has come down to its reserve: nothing more is stored, everything is still read, somebody else leads. */
class FullDiskRulesTest {
    private static final Effect TAKEN = new Effect.Intake(Effect.Proposals.TAKEN, 0);
    private static final Effect NO_SPACE = new Effect.Intake(Effect.Proposals.NO_SPACE, 0);

    private static List<Effect> intakes(TestReplica replica) {
        return replica.trace.stream().filter(Effect.Intake.class::isInstance).toList();
    }

    private static Bench leader() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.acknowledge(3, 2);
        b.silence();
        return b;
    }

    private static void everybodyAnswers(Bench b, boolean full) {
        b.hear(2, new HeartbeatReply(1, 0, full));
        b.hear(3, new HeartbeatReply(1, 0, full));
    }

    @Test
    void aLeaderWhoseDiskIsFullHandsOverToSomebodyWithRoom() {
        TestCluster c = TestCluster.led(5, 1);
        c.at(2).step(new Event.DiskSpace(true));
        c.run(12);
        c.at(1).step(new Event.DiskSpace(true));
        c.run(2);
        assertThat(c.at(3).leads()).isTrue();
        assertThat(intakes(c.at(3))).isEmpty();
    }

    @Test
    void withNobodyToHandOverToItRefusesWritesAndServesReads() {
        Bench b = leader();
        everybodyAnswers(b, true);
        b.replica.step(new Event.DiskSpace(true));
        b.tick(3);
        assertThat(b.replica.leads()).isTrue();
        assertThat(intakes(b.replica)).containsExactly(NO_SPACE);
        assertThat(b.replica.proposals.get(b.cluster.propose(1))).isEqualTo("refused");
        long read = b.cluster.read(1);
        b.hear(2, new HeartbeatReply(1, b.lastSaid(Heartbeat.class).round(), true));
        assertThat(b.replica.reads.get(read)).isEqualTo("index 2");
    }

    @Test
    void aMajorityOfFullDisksIsRefusedAtOnceInsteadOfWaitedFor() {
        Bench b = leader();
        b.hear(2, new HeartbeatReply(1, 0, true));
        assertThat(intakes(b.replica)).isEmpty();
        b.hear(3, new HeartbeatReply(1, 0, true));
        assertThat(intakes(b.replica)).containsExactly(NO_SPACE);
        b.hear(3, new HeartbeatReply(1, 0, false));
        assertThat(intakes(b.replica)).containsExactly(NO_SPACE, TAKEN);
    }

    @Test
    void clusterTimeStandsStillWhileNobodyCanKeepASessionAlive() {
        Bench b = leader();
        b.tick(5);
        long before = b.replica.protocol().proposableTime(b.cluster.now);
        everybodyAnswers(b, true);
        long last = b.replica.protocol().proposableTime(b.cluster.now);
        for (int i = 0; i < 40; i++) {
            b.tick(10);
            everybodyAnswers(b, true);
        }
        assertThat(b.replica.protocol().proposableTime(b.cluster.now)).isEqualTo(last);
        everybodyAnswers(b, false);
        assertThat(b.replica.protocol().proposableTime(b.cluster.now)).isLessThanOrEqualTo(before);
        assertThat(b.replica.proposals.get(b.cluster.propose(1))).startsWith("entry 3");
    }

    @Test
    void aFullFollowerStoresNothingAndAcknowledgesNothingUntilItHasRoomAgain() {
        Bench b = new Bench(3, new Recovery.Intact(), 1, 1);
        List<LogEntry> chain = withCommand(Bench.chain(1));
        b.replica.step(new Event.DiskSpace(true));
        b.hear(2, Bench.append(1, chain, 3, 3, 2));
        assertThat(b.replica.last()).isEqualTo(2);
        assertThat(b.said(AppendReply.class)).isEmpty();
        b.hear(2, new Heartbeat(1, 2, 4, 0));
        assertThat(b.lastSaid(HeartbeatReply.class)).isEqualTo(new HeartbeatReply(1, 4, true));
        b.replica.step(new Event.DiskSpace(false));
        b.hear(2, Bench.append(1, chain, 3, 3, 2));
        assertThat(b.lastSaid(AppendReply.class).index()).isEqualTo(3);
    }

    @Test
    void aFullGroupCanStillElectALeaderToReadFrom() {
        TestCluster c = TestCluster.led(3, 1);
        c.replicas.values().forEach(r -> r.step(new Event.DiskSpace(true)));
        c.at(1).crash();
        c.run(250);
        TestReplica leader = c.leader().orElseThrow();
        long read = c.read(leader.node);
        c.run(5);
        assertThat(leader.reads.get(read)).startsWith("index");
        assertThat(c.network).noneMatch(f -> f.message() instanceof AppendEntries);
    }

    private static List<LogEntry> withCommand(List<LogEntry> chain) {
        Bundle bundle = Fixtures.bundle();
        LogEntry last = chain.get(chain.size() - 1);
        Batch batch = Batch.of(last.index() + 1, last.batch().proposedNanos(), 0, List.of(bundle));
        List<LogEntry> longer = new ArrayList<>(chain);
        longer.add(LogChain.append(last.hash(), last.term(), batch, Fixtures.CONTEXT));
        return longer;
    }
}
