package io.concordat.simulation.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.net.Lane;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Message;
import io.concordat.simulation.workload.Workload;
import org.junit.jupiter.api.Test;

/** Every invariant is shown a history that keeps it and one that breaks it: one that cannot fail proves nothing. */
class InvariantsTest {
    private static final Bytes SESSION = Bytes.utf8("session-sixteen!");
    private static final Hash A = Hash.of(Bytes.utf8("a"));
    private static final Hash B = Hash.of(Bytes.utf8("b"));

    private final Checks checks = new Checks(() -> 0);

    private void kept() {
        assertThat(checks.violations()).isEmpty();
        assertThat(checks.count()).isPositive();
    }

    private void broken(String invariant) {
        assertThat(checks.violations()).extracting(Checks.Violation::invariant).containsExactly(invariant);
    }

    @Test
    void twoLeadersInOneTerm() {
        OneLeaderPerTerm rule = new OneLeaderPerTerm(checks);
        rule.leads(1, 4);
        rule.leads(1, 4);
        rule.leads(2, 5);
        kept();
        rule.leads(2, 4);
        broken("one-leader-per-term");
    }

    @Test
    void aMemberCaughtLying() {
        new NobodyAccused(checks).accused(1, 2, "sends another content of entry 3 of term 1");
        broken("nobody-accused");
    }

    @Test
    void aTermThatFalls() {
        HardStateMonotone rule = new HardStateMonotone(checks);
        rule.synced(1, new HardState(3, 0));
        rule.synced(1, new HardState(3, 2));
        rule.woke(1, new HardState(3, 2));
        kept();
        rule.woke(1, new HardState(2, 2));
        broken("hard-state-monotone");
    }

    @Test
    void twoVotesInOneTerm() {
        HardStateMonotone rule = new HardStateMonotone(checks);
        rule.synced(1, new HardState(3, 2));
        rule.synced(1, new HardState(4, 1));
        rule.forgot(1);
        rule.synced(1, new HardState(4, 2));
        kept();
        rule.synced(1, new HardState(4, 3));
        broken("hard-state-monotone");
    }

    @Test
    void oneIndexAndTermWithTwoEntries() {
        LogMatching rule = new LogMatching(checks);
        rule.holds(1, 7, 2, A);
        rule.holds(2, 7, 2, A);
        rule.holds(2, 7, 3, B);
        kept();
        rule.holds(3, 7, 2, B);
        broken("log-matching");
    }

    @Test
    void somethingElseCommittedWhereSomethingWas() {
        CommittedForever rule = new CommittedForever(checks);
        rule.committed(1, 1, 1, A);
        rule.committed(2, 1, 1, A);
        kept();
        rule.committed(3, 1, 2, B);
        broken("committed-forever");
    }

    @Test
    void aCommitThatRestsOnAMinority() {
        CommittedByMajority rule = new CommittedByMajority(checks, 3);
        rule.executed(1, 1, A);
        rule.synced(1, 2, 1, A);
        rule.synced(3, 2, 1, A);
        rule.executed(1, 2, A);
        rule.synced(3, 2, 1, B);
        rule.executed(3, 2, A);
        kept();
        rule.synced(1, 3, 1, A);
        rule.synced(2, 3, 2, B);
        rule.executed(1, 3, A);
        broken("committed-by-majority");
    }

    @Test
    void aLeaderWithoutACommittedEntry() {
        CommittedForever committed = new CommittedForever(checks);
        committed.committed(1, 1, 1, A);
        LeaderCompleteness rule = new LeaderCompleteness(checks, committed);
        EntryTable log = new EntryTable();
        rule.elected(2, 1, log);
        log.put(1, 1, A);
        rule.elected(2, 2, log);
        kept();
        log.put(1, 1, B);
        rule.elected(3, 3, log);
        broken("leader-completeness");
    }

    @Test
    void aLeaderThatCutsItsOwnLog() {
        LeaderAppendOnly rule = new LeaderAppendOnly(checks);
        rule.removed(1, false, 3, 9);
        rule.removed(1, true, 10, 9);
        kept();
        rule.removed(1, true, 9, 9);
        broken("leader-append-only");
    }

    @Test
    void anEntryExecutedTwice() {
        AppliedInOrder rule = new AppliedInOrder(checks);
        rule.woke(1, 0);
        rule.applies(1, 1);
        rule.applies(1, 2);
        rule.woke(1, 0);
        rule.applies(1, 1);
        kept();
        rule.applies(1, 1);
        broken("applied-in-order");
    }

    @Test
    void anEntryExecutedThatTheDiskDoesNotHold() {
        AppliedInOrder rule = new AppliedInOrder(checks);
        rule.woke(1, 0);
        rule.holds(1, 1, A, A);
        kept();
        rule.holds(1, 1, A, null);
        broken("applied-is-durable");
    }

    @Test
    void aPromiseThatTheDiskDoesNotSupport() {
        PromiseAuditor rule = new PromiseAuditor(
                checks, (sender, message, image) -> image.hardState().term() < message.term() ? "forgetful" : null);
        rule.leaves(1, new Vote(3), new Image(new HardState(3, 1)));
        kept();
        rule.leaves(1, new Vote(4), new Image(new HardState(3, 1)));
        broken("promise-auditor");
    }

    @Test
    void aCommandExecutedTwiceBySession() {
        ExactlyOnce rule = new ExactlyOnce(checks);
        rule.woke(1, 0);
        rule.runs(1, SESSION, 1, 10);
        rule.runs(1, SESSION, 2, 10);
        rule.woke(1, 0);
        rule.runs(1, SESSION, 1, 10);
        kept();
        rule.runs(1, SESSION, 1, 10);
        broken("exactly-once");
    }

    @Test
    void aCommandExecutedElsewhereOnAnotherReplica() {
        ExactlyOnce rule = new ExactlyOnce(checks);
        rule.runs(1, SESSION, 1, 10);
        rule.runs(2, SESSION, 1, 11);
        broken("exactly-once");
    }

    @Test
    void aSubmissionThatRunsUnderTwoNumbers() {
        UniqueCommands rule = new UniqueCommands(checks);
        rule.ran(77, 5);
        rule.ran(77, 5);
        kept();
        rule.ran(77, 6);
        broken("submitted-once-runs-once");
    }

    @Test
    void aRefusedCommandThatRunsAllTheSame() {
        UniqueCommands rule = new UniqueCommands(checks);
        rule.refused(77);
        kept();
        rule.ran(77, 5);
        broken("refused-never-runs");
    }

    @Test
    void aPoliteClientThatWaits() {
        PoliteServed rule = new PoliteServed(checks);
        rule.answered("a", new Outcome.Reply(Bytes.EMPTY), 1_000_000);
        kept();
        rule.answered("b", new Outcome.Reply(Bytes.EMPTY), 300_000_000);
        broken("polite-client-served");
    }

    @Test
    void aPoliteClientThatIsRefused() {
        new PoliteServed(checks).answered("c", new Outcome.Refused("BUSY", ""), 1_000_000);
        broken("polite-client-served");
    }

    @Test
    void replicasThatDisagreeAboutAResult() {
        EqualExecution rule = new EqualExecution(checks);
        rule.ran(1, 5, 0, SESSION, 9, Bytes.utf8("x"));
        rule.ran(2, 5, 0, SESSION, 9, Bytes.utf8("x"));
        kept();
        rule.ran(3, 5, 0, SESSION, 9, Bytes.utf8("y"));
        broken("equal-execution");
    }

    @Test
    void replicasThatDisagreeAboutTheTime() {
        EqualExecution rule = new EqualExecution(checks);
        rule.ran(1, 5, 0, SESSION, 9, Bytes.utf8("x"));
        rule.ran(2, 5, 0, SESSION, 8, Bytes.utf8("x"));
        broken("equal-execution");
    }

    @Test
    void rootsThatDiffer() {
        EqualRoots rule = new EqualRoots(checks);
        rule.root(1, 5, A.bytes());
        rule.root(2, 5, A.bytes());
        rule.root(2, 6, B.bytes());
        kept();
        rule.root(3, 5, B.bytes());
        broken("equal-roots");
    }

    @Test
    void timeThatGoesBack() {
        ClusterTimeMonotone rule = new ClusterTimeMonotone(checks);
        rule.woke(1);
        rule.reaches(1, 10);
        rule.expires(1, 10, 10);
        kept();
        rule.reaches(1, 9);
        broken("cluster-time-monotone");
    }

    @Test
    void aTimerThatFiresEarly() {
        new ClusterTimeMonotone(checks).expires(1, 10, 11);
        broken("timers-not-early");
    }

    @Test
    void aStaleRead() {
        RealTimeOrder rule = new RealTimeOrder(checks);
        long before = rule.asked();
        rule.commandAnswered(() -> "write", before, RealTimeOrder.commandPlace(5, 0));
        rule.readAnswered(() -> "concurrent read", before, 4);
        rule.readAnswered(() -> "later read", rule.asked(), 5);
        kept();
        rule.readAnswered(() -> "stale read", rule.asked(), 4);
        broken("real-time-order");
    }

    @Test
    void aWriteThatTakesPlaceBeforeItWasAsked() {
        RealTimeOrder rule = new RealTimeOrder(checks);
        rule.readAnswered(() -> "read", rule.asked(), 5);
        rule.commandAnswered(() -> "write", rule.asked(), RealTimeOrder.commandPlace(5, 3));
        broken("real-time-order");
    }

    @Test
    void anEventHeardTwice() {
        EventsInOrder rule = new EventsInOrder(checks);
        rule.emitted(1, SESSION, A.bytes(), 0);
        rule.emitted(1, SESSION, B.bytes(), 0);
        rule.emitted(2, SESSION, A.bytes(), 0);
        rule.heard(SESSION, 1, A.bytes());
        rule.heard(SESSION, 2, B.bytes());
        kept();
        rule.heard(SESSION, 2, B.bytes());
        broken("events-in-order");
    }

    @Test
    void anEventThatNobodyEmitted() {
        new EventsInOrder(checks).heard(SESSION, 1, A.bytes());
        broken("events-in-order");
    }

    @Test
    void aReplyThatAReplayDoesNotGive() {
        ModelAgreement rule = new ModelAgreement(checks, new Echoes());
        rule.executed(1, Bytes.utf8("x"), Bytes.utf8("x"));
        rule.answered(1, Bytes.utf8("q"), Bytes.utf8("q"));
        kept();
        rule.executed(2, Bytes.utf8("x"), Bytes.utf8("y"));
        broken("reply-equals-replay");
    }

    @Test
    void aReadThatAReplayDoesNotGive() {
        new ModelAgreement(checks, new Echoes()).answered(1, Bytes.utf8("q"), Bytes.utf8("other"));
        broken("read-equals-replay");
    }

    /** Whatever is asked comes back. */
    private static final class Echoes implements Workload.Model {
        @Override
        public Bytes reply(long place, Bytes command, Bytes replied) {
            return command;
        }

        @Override
        public Bytes answer(long place, Bytes query, Bytes answered) {
            return query;
        }
    }

    private record Vote(long term) implements Message {
        @Override
        public int kind() {
            return 1;
        }

        @Override
        public long index() {
            return 0;
        }

        @Override
        public Lane lane() {
            return Lane.CONTROL;
        }

        @Override
        public boolean signed() {
            return true;
        }

        @Override
        public Bytes body() {
            return Bytes.EMPTY;
        }
    }

    private record Image(HardState hardState) implements DurableImage {
        @Override
        public LogTail tail() {
            return LogTail.EMPTY;
        }

        @Override
        public long compactedTo() {
            return 0;
        }

        @Override
        public Hash hashAt(long index) {
            return null;
        }

        @Override
        public long termAt(long index) {
            return -1;
        }
    }
}
