package io.concordat.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.api.Command;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.runtime.Invariant;
import io.concordat.session.SessionEvents;
import io.concordat.state.MerkleState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMachineTest {
    private static final long TTL = 100;
    private final TestGroup group = new TestGroup();
    private final TestClient a = TestGroup.client("a");
    private final TestClient b = TestGroup.client("b");

    private static Limits limits(int sessions, int replyBytes, int eventBytes) {
        Limits d = Limits.DEFAULTS;
        return new Limits(
                d.helloBytes(),
                d.peerFrameBytes(),
                d.clientFrameBytes(),
                d.bundleBytes(),
                d.bundleCommands(),
                d.batchBytes(),
                d.peerWindowBytes(),
                d.entryCacheBytes(),
                d.pendingBytes(),
                d.sessionPendingBytes(),
                d.connectionOutboundBytes(),
                d.connections(),
                d.connectionsPerClient(),
                d.halfOpenConnections(),
                sessions,
                replyBytes,
                eventBytes,
                d.pendingReads(),
                d.nameBytes(),
                d.receivingBytes(),
                d.outboundBytes(),
                d.handshakesPerSecond(),
                d.sessionsPerClient());
    }

    @Test
    void P42_effectiveTimeNeverRunsBackwards() {
        assertThat(group.batch(50).effectiveNanos()).isEqualTo(50);
        assertThat(group.batch(20).effectiveNanos()).isEqualTo(50);
        assertThat(group.machine.query(Bytes.EMPTY)).isEqualTo(Bytes.utf8("0@3@50"));
    }

    @Test
    void R78b_indexTimeConfigurationAndPastAreUnderTheRoot() {
        Hash before = group.machine.freeze().root();
        group.batch(0);
        Hash index = group.machine.freeze().root();
        assertThat(index).isNotEqualTo(before);
        TestGroup other = new TestGroup();
        other.batch(1);
        assertThat(other.machine.freeze().root()).isNotEqualTo(index);
        assertThat(group.machine.membership()).isEqualTo(TestGroup.GENESIS);
        assertThat(group.machine.appliedIndex()).isEqualTo(2);
    }

    @Test
    void P46_whoContinuesFromAStateAnswersRetriesFromIt() throws Exception {
        group.run(0, a.open(TTL));
        assertThat(group.run(1, a.commands(1, "x", "y"))).isEqualTo("#0 #1");
        Journal journal = new Journal();
        Applied applied = group.restored(journal).apply(group.entry(2, a.commands(2, "y", "z")));
        assertThat(TestGroup.words(applied.results().get(0))).isEqualTo("#1 #2");
        assertThat(journal.lines).singleElement().asString().endsWith("3 z");
    }

    @Test
    void batchesComeInOrder() {
        group.entry(0);
        assertThatThrownBy(() -> group.batch(0))
                .isInstanceOf(Invariant.Violation.class)
                .hasMessageContaining("batch 3 applied to a state that ends at 1");
    }

    @Test
    void expiriesRunBeforeTheBatchInOrderOfDeadlineAndId() {
        TestClient first = a.session().compareTo(b.session()) < 0 ? a : b;
        TestClient second = first == a ? b : a;
        TestClient early = TestGroup.client("early");
        group.batch(0, second.open(100), first.open(100), early.open(30));
        group.journal.deadlines.addAll(List.of(20L, 60L, 100L, 500L));
        assertThat(group.machine.nextDeadline()).isEqualTo(20);
        Applied applied = group.batch(
                200,
                early.open(30),
                first.commands(1, "late"),
                TestGroup.client("n").open(9));
        assertThat(group.journal.lines)
                .containsExactly(
                        "expire 20 at 200",
                        "ended " + early.label() + " at 200",
                        "expire 60 at 200",
                        "ended " + first.label() + " at 200",
                        "ended " + second.label() + " at 200",
                        "expire 100 at 200");
        assertThat(applied.results().stream().map(TestGroup::words))
                .containsExactly("SESSION_UNKNOWN", "SESSION_UNKNOWN", "");
        assertThat(group.machine.nextDeadline()).isEqualTo(209);
    }

    @Test
    void X04_aSessionLivesExactlyUntilItsDeadlineAndAnyBundleRenewsIt() {
        group.batch(0, a.open(TTL));
        assertThat(group.run(99, a.keepAlive(0, 0))).isEmpty();
        assertThat(group.run(198, a.commands(5, "gap"))).isEqualTo("GAP");
        assertThat(group.machine.nextDeadline()).isEqualTo(298);
        assertThat(group.run(298, a.keepAlive(0, 0))).isEqualTo("SESSION_UNKNOWN");
        assertThat(group.machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void openingIsJudgedAndHarmlessTwice() {
        assertThat(group.run(0, a.open(TTL))).isEmpty();
        group.run(1, a.commands(1, "x"));
        assertThat(group.run(2, a.open(TTL))).isEmpty();
        assertThat(group.run(3, a.commands(1, "x"))).isEqualTo("#0");
        assertThat(group.run(4, b.open(0))).isEqualTo("MALFORMED");
        assertThat(group.run(4, b.open(-5))).isEqualTo("MALFORMED");
        Bundle.Identity thief =
                new Bundle.Identity(TestGroup.CONTEXT.cluster(), TestGroup.CONTEXT.group(), a.session(), b.key());
        assertThat(group.run(5, Bundle.open(thief, a.nonce(), TTL, h -> Bytes.EMPTY)))
                .isEqualTo("MALFORMED");
        assertThat(group.run(6, Bundle.close(thief, h -> Bytes.EMPTY))).isEqualTo("WRONG_IDENTITY");
        assertThat(group.run(7, b.commands(1, "x"))).isEqualTo("SESSION_UNKNOWN");
    }

    @Test
    void aBundleSignedForAnotherGroupDoesNothingHere() {
        group.batch(0, a.open(TTL));
        TestClient elsewhere = new TestClient(new GroupContext(Bytes.wrap(new byte[16]), 4, 1), "a");
        assertThat(group.run(1, elsewhere.commands(1, "x"))).isEqualTo("WRONG_CLUSTER");
        assertThat(group.journal.lines).isEmpty();
    }

    @Test
    void sessionsAreCounted() {
        TestGroup small = new TestGroup(limits(1, 1_000, 1_000));
        assertThat(small.run(0, a.open(TTL))).isEmpty();
        assertThat(small.run(1, b.open(TTL))).isEqualTo("SESSION_LIMIT");
        small.run(2, a.close());
        assertThat(small.run(3, b.open(TTL))).isEmpty();
    }

    @Test
    void asManyEndedSessionsAreRememberedAsMayLive() {
        TestGroup small = new TestGroup(limits(2, 1_000, 1_000));
        small.batch(0, a.open(TTL), a.close(), b.open(TTL), b.close());
        assertThat(small.run(1, a.open(TTL))).isEqualTo("SESSION_UNKNOWN");
        TestClient c = TestGroup.client("c");
        small.batch(2, c.open(TTL), c.close());
        assertThat(small.run(3, b.open(TTL))).isEqualTo("SESSION_UNKNOWN");
        assertThat(small.run(4, a.open(TTL))).isEmpty();
    }

    @Test
    void aFullReplyCacheStopsTheSessionUntilItAcknowledges() {
        TestGroup small = new TestGroup(limits(10, 2_500, 1_000));
        small.run(0, a.open(TTL));
        Applied first = small.batch(1, a.commands(1, "big", "big", "big", "big", "big"));
        assertThat(TestGroup.words(first.results().get(0))).isEqualTo("big big big");
        assertThat(first.results().get(0).count()).isEqualTo(3);
        assertThat(small.run(2, a.commands(4, "big", "big"))).isEqualTo("BUSY");
        assertThat(small.run(3, a.commands(1, "big"))).isEqualTo("big");
        assertThat(small.run(4, a.commands(4, 3, "big", "big"))).isEqualTo("big big");
        assertThat(small.journal.lines).hasSize(5);
    }

    @Test
    void resultsTooLargeForOneFrameAreCutBetweenCommands() {
        group.run(0, a.open(TTL));
        BundleResult whole = group.batch(1, a.commands(1, "x", "big", "y", "z", "big", "big"))
                .results()
                .get(0);
        assertThat(whole.parts(1 << 20)).containsExactly(whole);
        List<BundleResult> parts = whole.parts(1_015);
        assertThat(parts.stream().map(TestGroup::words)).containsExactly("#0 big", "#2 #3", "big", "big");
        assertThat(whole.parts(10).stream().map(BundleResult::count)).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(whole.parts(10).stream().map(BundleResult::firstNumber)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void eventsAreNumberedAndKeptUntilAcknowledged() throws Exception {
        group.run(0, a.open(TTL));
        Applied applied = group.batch(1, a.commands(1, "emit:one", "emit:two"));
        SessionEvents both = new SessionEvents(a.session(), a.key(), 1, List.of(Bytes.utf8("one"), Bytes.utf8("two")));
        assertThat(applied.events()).containsExactly(both);
        assertThat(group.batch(2, a.commands(3, "emit:three")).events())
                .containsExactly(new SessionEvents(a.session(), a.key(), 3, List.of(Bytes.utf8("three"))));
        group.run(3, a.keepAlive(0, 1));
        List<SessionEvents> rest =
                List.of(new SessionEvents(a.session(), a.key(), 2, List.of(Bytes.utf8("two"), Bytes.utf8("three"))));
        assertThat(group.machine.unacknowledgedEvents(a.session())).isEqualTo(rest);
        assertThat(group.restored(new Journal()).unacknowledgedEvents(a.session()))
                .isEqualTo(rest);
        group.run(4, a.keepAlive(0, 99));
        assertThat(group.machine.unacknowledgedEvents(a.session())).isEmpty();
    }

    @Test
    void aSessionThatDoesNotTakeItsEventsIsStoppedAndNeverMissesOne() {
        TestGroup small = new TestGroup(limits(10, 100_000, 400));
        small.run(0, a.open(TTL));
        String word = "emit:" + "x".repeat(50);
        assertThat(small.run(1, a.commands(1, word, word, word, word))).isEqualTo("#0 #1 #2");
        assertThat(small.run(2, a.commands(4, word))).isEqualTo("BUSY");
        small.run(3, a.keepAlive(0, 3));
        Applied applied = small.batch(4, a.commands(4, "emit:" + "x".repeat(500)));
        assertThat(applied.events()).isEmpty();
        assertThat(small.journal.lines).contains("ended " + a.label() + " at 4");
        assertThat(small.run(5, a.keepAlive(0, 0))).isEqualTo("SESSION_UNKNOWN");
    }

    @Test
    void anEndedSessionLeavesNothingButItsName() {
        Bytes before = Bytes.EMPTY;
        group.batch(0, a.open(TTL), a.commands(1, "emit:x", "y"), a.close());
        List<Bytes> keys = new ArrayList<>();
        group.machine.freeze().view().scan(before, before, (key, value) -> keys.add(key.slice(0, 2)));
        assertThat(keys.stream().map(Bytes::toUtf8)).containsExactly("\0c", "\0m", "\0t", "\1c");
    }

    @Test
    void R78a_anExceptionFromTheStateMachineIsFatalAndNamesItsCommand() {
        group.run(0, a.open(TTL));
        assertThatThrownBy(() -> group.run(1, a.commands(1, "fine", "boom", "never")))
                .isInstanceOf(ApplyFailedException.class)
                .hasMessageContaining("command 2 of session " + a.session().toHex() + " at index 3");
        assertThat(group.journal.lines).hasSize(2);
        assertThatThrownBy(group.machine::freeze).isInstanceOf(Invariant.Violation.class);
        assertThatThrownBy(() -> group.batch(2)).isInstanceOf(Invariant.Violation.class);
        assertThatThrownBy(() -> group.machine.query(Bytes.EMPTY)).isInstanceOf(Invariant.Violation.class);
    }

    @Test
    void aMachineThatDoesNotMoveItsDeadlineStopsRatherThanHang() {
        group.journal.deadlines.addAll(List.of(5L, 5L));
        assertThatThrownBy(() -> group.batch(10))
                .isInstanceOf(ApplyFailedException.class)
                .hasMessageContaining("deadline 5 is still due");
    }

    @Test
    void aQueryThatWritesIsCaughtBeforeReplicasDiffer() {
        Hash before = group.machine.freeze().root();
        assertThatThrownBy(() -> group.machine.query(Bytes.utf8("write"))).isInstanceOf(Invariant.Violation.class);
        assertThat(group.machine.freeze().root()).isEqualTo(before);
    }

    @Test
    void aFrozenGroupStandsStill() {
        group.run(0, a.open(TTL));
        FrozenGroup frozen = group.machine.freeze();
        Hash root = group.machine.freeze().root();
        group.run(1, a.commands(1, "x"));
        assertThat(frozen.root()).isEqualTo(root);
        assertThat(frozen.index()).isEqualTo(2);
    }

    /** Keeps a list of its own instead of keyed state. */
    private static final class OwnStructure implements StateMachine {
        private final List<Bytes> all = new ArrayList<>();

        @Override
        public Bytes apply(Command command) {
            all.add(command.bytes().compact());
            return Bytes.EMPTY;
        }

        @Override
        public Bytes query(Query query) {
            return Bytes.concat(all.toArray(new Bytes[0]));
        }

        @Override
        public Frozen freeze() {
            List<Bytes> copy = List.copyOf(all);
            return out -> {
                for (Bytes each : copy) {
                    out.write(each.length());
                    out.write(each.toArray());
                }
            };
        }

        @Override
        public void restore(java.io.InputStream from) throws java.io.IOException {
            all.clear();
            for (int length = from.read(); length >= 0; length = from.read()) {
                all.add(Bytes.wrap(from.readNBytes(length)));
            }
        }
    }

    @Test
    void aStructureOfTheMachinesOwnIsPartOfTheRootAndOfARestore() throws Exception {
        TestGroup script = new TestGroup();
        GroupMachine one = new GroupMachine(TestGroup.CONTEXT, Limits.DEFAULTS, new OwnStructure());
        one.apply(io.concordat.log.LogChain.genesis(TestGroup.CONTEXT, TestGroup.GENESIS));
        one.apply(script.entry(0, a.open(TTL), a.commands(1, "x", "yy")));
        FrozenGroup frozen = one.freeze();
        assertThat(frozen.root()).isNotEqualTo(frozen.view().root());

        MerkleState copy = new MerkleState();
        frozen.view().scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> {
            copy.put(key, value);
            return true;
        });
        java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
        frozen.own().writeTo(stream);
        GroupMachine two = GroupMachine.restore(
                TestGroup.CONTEXT,
                Limits.DEFAULTS,
                new OwnStructure(),
                copy,
                new java.io.ByteArrayInputStream(stream.toByteArray()));
        var next = script.entry(1, a.commands(2, "yy", "z"));
        assertThat(two.apply(next)).isEqualTo(one.apply(next));
        assertThat(two.freeze().root()).isEqualTo(one.freeze().root());
        assertThat(two.query(Bytes.EMPTY)).isEqualTo(Bytes.utf8("xyyz"));
    }
}
