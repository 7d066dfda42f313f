package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Hash;
import io.concordat.config.Settings;
import io.concordat.log.LogEntry;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.InstallSnapshot;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.snapshot.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may leave the log behind a snapshot (paper §7), and what is offered to those who need it: R67, R68, R70. */
class CompactionRulesTest {
    private static final Settings SHORT = Settings.of(Map.of("snapshot.trailing-log", "1"));

    /** Node 3 is away while the others go on and compact. */
    private static TestCluster leftBehind(int batches) {
        TestCluster c = new TestCluster(3, 1);
        c.settings = SHORT;
        c.replicas.values().forEach(r -> r.start(new Recovery.Intact()));
        c.elect(1);
        c.isolate(3);
        for (int i = 0; i < batches; i++) {
            c.propose(1);
            c.run(1);
            if (i % 5 == 4) {
                c.at(1).takeSnapshot();
                c.at(2).takeSnapshot();
            }
        }
        c.run(5);
        return c;
    }

    @Test
    void aFollowerThatWasAwayGetsASnapshotAndThenTheEntriesAfterIt() {
        TestCluster c = leftBehind(23);
        assertThat(c.at(1).disk.boundary().index()).isGreaterThan(10);
        c.heal();
        c.run(60);
        TestReplica returned = c.at(3);
        assertThat(returned.installed).isEqualTo(1);
        assertThat(returned.commit()).isEqualTo(c.at(1).last());
        assertThat(executed(c, 3)).isEqualTo(executed(c, 1));
        assertThat(c.at(1).term()).isEqualTo(c.leader().orElseThrow().term());
    }

    @Test
    void R67_theLogStaysForAFollowerThatIsFetching() {
        TestCluster c = leftBehind(23);
        c.settings = Settings.NONE;
        TestReplica away = c.at(3);
        away.autoFetch = false;
        c.heal();
        c.run(30);
        InstallSnapshot offered = ((InstallSnapshot) sent(c.at(1), InstallSnapshot.class));
        for (int i = 0; i < 20; i++) {
            c.propose(1);
            c.run(2);
            c.at(1).takeSnapshot();
        }
        SnapshotMark mark = offered.mark();
        // A byte of trailing log is all that this group is willing to keep, so the bound cuts in; see Retention.
        assertThat(c.at(1).disk.boundary().index()).isGreaterThanOrEqualTo(mark.index());
        away.autoFetch = true;
        c.run(60);
        assertThat(executed(c, 3)).isEqualTo(executed(c, 1));
        assertThat(away.installed).isLessThanOrEqualTo(2);
    }

    private static List<Hash> executed(TestCluster c, int node) {
        return c.at(node).applied.stream().map(LogEntry::hash).toList();
    }

    private static RaftMessage sent(TestReplica by, Class<? extends RaftMessage> kind) {
        return by.trace.stream()
                .filter(e -> e instanceof Effect.Send s && kind.isInstance(s.message()))
                .map(e -> (RaftMessage) ((Effect.Send) e).message())
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void R67_whatAFollowerInContactLacksIsNotCompacted() {
        Bench b = new Bench(3);
        b.becomeLeader();
        b.acknowledge(2, 2);
        b.acknowledge(3, 2);
        for (int next = 3; next <= 6; next++) {
            b.cluster.propose(1);
            b.acknowledge(2, next);
            b.replica.takeSnapshot();
        }
        assertThat(b.replica.disk.boundary().index()).isLessThanOrEqualTo(2);
        b.acknowledge(3, 6);
        b.cluster.propose(1);
        b.acknowledge(2, 7);
        b.replica.takeSnapshot();
        assertThat(b.replica.disk.boundary().index()).isGreaterThan(2);
    }

    @Test
    void R67_whatFollowersInContactNeedStaysWithinTheBound() {
        Retention retention = new Retention(1_000);
        List<LogTail> boundaries = new ArrayList<>();
        LogTail boundary = LogTail.EMPTY;
        for (int i = 1; i <= 20; i++) {
            retention.marked(new LogTail(1, 10L * i, Hash.ZERO), 100L * i);
            boundary = retention.choose(boundary, 45, 100L * i);
            boundaries.add(boundary);
        }
        assertThat(boundaries.get(0).index()).isZero();
        assertThat(boundaries.get(7).index()).isEqualTo(40);
        assertThat(boundaries.get(13).index()).as("needed, and bearable").isEqualTo(40);
        assertThat(boundaries.get(19).index()).as("more than is bearable").isEqualTo(100);
    }

    @Test
    void theLogAfterTheSnapshotBeforeTheNewestStays() {
        Retention retention = new Retention(0);
        retention.marked(new LogTail(1, 10, Hash.ZERO), 100);
        assertThat(retention.choose(LogTail.EMPTY, Long.MAX_VALUE, 100)).isEqualTo(LogTail.EMPTY);
        retention.marked(new LogTail(1, 20, Hash.ZERO), 200);
        assertThat(retention.choose(LogTail.EMPTY, Long.MAX_VALUE, 200).index()).isEqualTo(10);
    }

    @Test
    void R68_aLeaderWithNothingElseToSaySaysThatItHasASnapshot() {
        TestCluster c = leftBehind(20);
        c.at(3).crash();
        c.at(3).disk.wipe();
        c.at(3).snapshots.forget();
        c.at(1).takeSnapshot();
        c.heal();
        c.restart(3, new Recovery.Amnesia("no valid slot"));
        c.run(150);
        assertThat(executed(c, 3)).isEqualTo(executed(c, 1));
        assertThat(c.at(3).protocol().status().recovery()).isEmpty();
    }

    @Test
    void R70_markAndRemovalAreOneWriteThatLeavesTheEndAlone() {
        TestCluster c = leftBehind(10);
        List<Effect.Write> writes = c.at(1).trace.stream()
                .filter(Effect.Write.class::isInstance)
                .map(Effect.Write.class::cast)
                .filter(w -> w.write().ops().stream().anyMatch(RecordOp.Delete.class::isInstance))
                .toList();
        assertThat(writes).singleElement().satisfies(w -> {
            assertThat(w.write().tail()).isNull();
            assertThat(w.write().ops()).hasSize(2);
            assertThat(w.write().ops().get(0)).isInstanceOf(RecordOp.Put.class);
        });
    }

    @Test
    void R34_whatIsBeforeTheBoundaryIsUnknownAndTheBoundaryItselfIsNot() {
        TermIndex terms = new TermIndex(LogTail.EMPTY, 6, List.of(new TermRun(1, 1), new TermRun(3, 2)));
        terms.compact(new LogTail(2, 4, Hash.ZERO));
        assertThat(terms.at(3)).isEqualTo(TermIndex.UNKNOWN);
        assertThat(terms.at(0)).isEqualTo(TermIndex.UNKNOWN);
        assertThat(terms.at(4)).isEqualTo(2);
        assertThat(terms.at(5)).isEqualTo(2);
        assertThat(terms.lastWithTermAtMost(6, 2)).isEqualTo(6);
        assertThat(terms.lastWithTermAtMost(6, 1))
                .as("they differ at the boundary")
                .isEqualTo(3);
        assertThat(terms.lastWithTermAtMost(2, 2)).isEqualTo(2);
        terms.append(7, 5);
        assertThat(terms.lastWithTermAtMost(7, 4)).isEqualTo(6);
        terms.compact(new LogTail(5, 7, Hash.ZERO));
        assertThat(terms.at(7)).isEqualTo(5);
        terms.append(8, 5);
        assertThat(terms.at(8)).isEqualTo(5);
    }

    @Test
    void aFollowerThatHasCompactedFurtherThanItsLeaderKnowsSaysWhereItsLogBegins() {
        TestCluster c = leftBehind(20);
        LogTail boundary = c.at(2).disk.boundary();
        c.at(2).step(new Event.Received(1, Bench.append(c.at(2).term(), Bench.chain(1), 1, 2, 0)));
        AppendReply reply = (AppendReply) sent(c.at(2), AppendReply.class);
        assertThat(reply.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(reply.index()).isEqualTo(boundary.index());
    }

    @Test
    void anOperatorHearsOfTheSnapshotItAskedFor() {
        TestCluster c = TestCluster.led(3, 1);
        c.at(2).step(new Event.AdminRequested(7, new AdminRequest.TakeSnapshot()));
        assertThat(c.at(2).admin.get(7L))
                .isEqualTo("done: "
                        + new io.concordat.protocol.AdminOutcome.SnapshotTaken(
                                c.at(2).commit()));
        assertThat(c.at(2).disk.snapshot()).isNotNull();
        c.at(2).step(new Event.AdminRequested(8, new AdminRequest.TakeSnapshot()));
        assertThat(c.at(2).admin.get(8L)).startsWith("done: ");
    }

    @Test
    void aRestartFromACompactedLogLeadsAndServesWhoIsBehind() {
        TestCluster c = leftBehind(20);
        c.heal();
        c.restart(1, new Recovery.Intact());
        c.restart(2, new Recovery.Intact());
        c.run(300);
        assertThat(c.leader()).isPresent();
        assertThat(executed(c, 3)).isEqualTo(executed(c, 1)).isEqualTo(executed(c, 2));
    }
}
