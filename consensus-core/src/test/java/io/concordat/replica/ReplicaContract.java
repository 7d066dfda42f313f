package io.concordat.replica;

import static io.concordat.replica.ContractNode.CLIENT;
import static io.concordat.replica.ContractNode.apply;
import static io.concordat.replica.ContractNode.commands;
import static io.concordat.replica.ContractNode.entry;
import static io.concordat.replica.ContractNode.genesis;
import static io.concordat.replica.ContractNode.open;
import static io.concordat.replica.ContractNode.send;
import static io.concordat.replica.ContractNode.sendSigned;
import static io.concordat.replica.ContractNode.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.config.Limits;
import io.concordat.crypto.Envelope;
import io.concordat.log.LogEntry;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.AdminRequest;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Recovery;
import io.concordat.protocol.Role;
import io.concordat.record.RecordLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica owes every protocol (design §3), whatever runtime it lives in. */
public abstract class ReplicaContract {
    private ContractNode.Stage stage;
    private ContractNode node;

    /** A fresh place for one node to run in. */
    protected abstract ContractNode.Stage stage();

    @BeforeEach
    void start() {
        stage = stage();
        node = new ContractNode(stage);
    }

    @AfterEach
    void stop() {
        node.disk.release();
        node.host.stop(() -> {});
        stage.settle();
        stage.close();
    }

    @Test
    void aSendWaitsForItsWriteAndAFreeOneOvertakesIt() {
        node.disk.hold();
        LogEntry second = entry(genesis(node.main()), 1);
        node.emit(node.main(), sendSigned("ack", 1), write(1, second), send("heartbeat", 0), send("later ack", 1));
        assertThat(node.transport.sent()).containsExactly("2:heartbeat");

        node.disk.release();
        stage.settle();
        assertThat(node.transport.sent()).containsExactly("2:heartbeat", "2:ack", "2:later ack");
        assertThat(node.main().events(Event.WriteDone.class)).containsExactly(new Event.WriteDone(1));
    }

    @Test
    void heldSendsKeepTheirOrderAndSoDoFreeOnes() {
        node.disk.hold();
        List<Effect> effects = new ArrayList<>();
        List<String> held = new ArrayList<>();
        List<String> free = new ArrayList<>();
        effects.add(write(1, entry(genesis(node.main()), 1)));
        for (int i = 0; i < 100; i++) {
            effects.add(i % 3 == 0 ? sendSigned("held" + i, 1) : send("held" + i, 1));
            effects.add(i % 2 == 0 ? sendSigned("free" + i, 0) : send("free" + i, 0));
            held.add("2:held" + i);
            free.add("2:free" + i);
        }
        node.emit(node.main(), effects.toArray(Effect[]::new));
        assertThat(node.transport.sent()).isEqualTo(free);
        node.disk.release();
        stage.settle();
        assertThat(node.transport.sent().subList(100, 200)).isEqualTo(held);
    }

    @Test
    void aSendWaitsForNoMoreThanItsOwnWrite() {
        node.disk.hold();
        LogEntry second = entry(genesis(node.main()), 1);
        node.emit(node.main(), write(1, second), sendSigned("one", 1));
        node.emit(node.main(), write(2, entry(second, 1)), sendSigned("two", 2));
        node.disk.completeOne();
        stage.settle();
        assertThat(node.transport.sent()).containsExactly("2:one");
    }

    @Test
    void aFailedWriteDropsHeldSendsAndStopsEveryGroup() {
        FakeClient client = new FakeClient(CLIENT);
        node.lead(node.main());
        node.submit(client, open(CLIENT));
        node.disk.hold();
        node.emit(node.side(), write(1, entry(ContractNode.SIDE, genesis(node.side()), 1, List.of())), send("ack", 1));
        node.disk.fail("the disk is broken");
        stage.settle();
        assertThat(node.failures).hasSize(1).first().asString().contains("the disk is broken");
        assertThat(client.replies()).containsExactly("0+0 STORAGE_FAILED?");

        int before = node.main().events().size();
        node.emit(node.main(), send("still here", 0));
        assertThat(node.transport.sent()).as("neither held nor new sends leave").isEmpty();
        assertThat(node.main().events()).as("the other group stands still").hasSize(before);
        assertThat(node.failures).hasSize(1);
    }

    @Test
    void nothingIsExecutedOnTheStrengthOfAnOlderWrite() {
        node.disk.hold();
        LogEntry first = genesis(node.main());
        LogEntry old = entry(first, 1);
        LogEntry replacement = entry(first, 2);
        node.emit(node.main(), write(1, old));
        node.emit(node.main(), write(2, replacement));
        node.disk.completeOne();
        stage.settle();
        assertThat(node.main().events(Event.WriteDone.class)).containsExactly(new Event.WriteDone(1));
        node.emit(node.main(), apply(first));
        assertThat(node.failures).isEmpty();
        node.emit(node.main(), apply(replacement));
        assertThat(node.failures).as("entry 2 rests on write 2").hasSize(1);
    }

    @Test
    void entriesAreExecutedOnceAndWithoutGaps() {
        LogEntry first = genesis(node.main());
        LogEntry second = entry(first, 1);
        node.emit(node.main(), write(1, second));
        node.emit(node.main(), apply(first));
        assertThat(node.main().events(Event.Applied.class)).containsExactly(new Event.Applied(1));
        node.emit(node.main(), apply(first));
        assertThat(node.failures).hasSize(1);
    }

    @Test
    void groupsShareOneSyncedWrite() {
        node.disk.hold();
        LogEntry second = entry(genesis(node.main()), 1);
        node.emit(node.main(), write(1, second));
        long before = node.disk.store().syncs();
        node.emit(node.main(), write(2, entry(second, 1)));
        node.emit(node.side(), write(1, entry(ContractNode.SIDE, genesis(node.side()), 1, List.of())));
        node.disk.release();
        stage.settle();
        assertThat(node.disk.store().syncs() - before)
                .as("one under way, one for all that waited")
                .isEqualTo(2);
        assertThat(node.main().events(Event.WriteDone.class)).hasSize(2);
        assertThat(node.side().events(Event.WriteDone.class)).containsExactly(new Event.WriteDone(1));
    }

    @Test
    void theLogIsReadBackAndAnsweredByToken() {
        LogEntry first = genesis(node.main());
        LogEntry second = entry(first, 1);
        node.emit(node.main(), write(1, second));
        node.emit(node.main(), new Effect.ReadLog(77, 1, 9, 1 << 20));
        List<Event.LogRead> read = node.main().events(Event.LogRead.class);
        assertThat(read).hasSize(1);
        assertThat(read.get(0).token()).isEqualTo(77);
        assertThat(read.get(0).entries().stream().map(LogEntry::hash)).containsExactly(first.hash(), second.hash());
    }

    @Test
    void aMessageArrivesOnceVerifiedAndFromThisLifeOnly() {
        ScriptedProtocol main = node.main();
        node.deliver(main, node.sealed(main, ScriptedProtocol.Note.signed("vote")));
        Envelope.Route r = node.route(main);
        Envelope.Route earlier = new Envelope.Route(r.context(), 2, 221, 1, r.receiverIncarnation());
        node.deliver(main, Envelope.seal(earlier, ScriptedProtocol.Note.signed("old vote"), ContractNode.PEER));
        node.deliver(main, Envelope.seal(r, ScriptedProtocol.Note.signed("forged"), ContractNode.NODE));
        node.deliver(main, Envelope.seal(r, ScriptedProtocol.Note.signed("unsigned"), null));
        stage.settle();
        assertThat(main.events(Event.Received.class).stream().map(e -> ((ScriptedProtocol.Note) e.message()).text()))
                .containsExactly("vote");
        assertThat(node.side().events(Event.Received.class)).isEmpty();
    }

    @Test
    void sixteenBadSignaturesCutAPeerOff() {
        ScriptedProtocol main = node.main();
        for (int i = 0; i < 16; i++) {
            node.deliver(
                    main, Envelope.seal(node.route(main), ScriptedProtocol.Note.signed("forged"), ContractNode.NODE));
        }
        stage.settle();
        node.deliver(main, node.sealed(main, ScriptedProtocol.Note.signed("too late")));
        stage.settle();
        assertThat(main.events(Event.Received.class)).isEmpty();
    }

    @Test
    void aPeerThatRemembersALaterLifeOfOursCastsDoubt() {
        node.connect(223, 1, 1);
        stage.settle();
        assertThat(node.main().events(Event.MemoryDoubted.class))
                .as("it saw this life")
                .isEmpty();
        node.connect(224, 1, 9);
        stage.settle();
        assertThat(node.main().events(Event.MemoryDoubted.class)).hasSize(1);
        assertThat(node.side().events(Event.MemoryDoubted.class)).hasSize(1);
        assertThat(node.transport.peers().hello(2).lastSeenBoot()).isEqualTo(1);

        node.connect(225, 1, 9);
        stage.settle();
        assertThat(node.main().events(Event.MemoryDoubted.class))
                .as("once per life")
                .hasSize(1);
    }

    @Test
    void aDoubtOutlivesARestartUntilItIsMadeGood() throws Exception {
        node.main().status(Role.RECOVERY, 0, 0, "amnesia");
        node.connect(224, 1, 9);
        stage.settle();
        node.host.stop(() -> {});
        stage.settle();
        assertThat(recoveryAfterRestart()).isInstanceOf(Recovery.Amnesia.class);
    }

    @Test
    void aLossMadeGoodIsForgotten() throws Exception {
        node.main().status(Role.RECOVERY, 0, 0, "amnesia");
        node.connect(222, 1, 9);
        stage.settle();
        node.main().status(Role.FOLLOWER, 0, 0, "");
        node.emit(node.main());
        node.host.stop(() -> {});
        stage.settle();
        assertThat(recoveryAfterRestart()).isInstanceOf(Recovery.Intact.class);
    }

    @Test
    void aLossThatOnlyTheProtocolNoticedOutlivesARestart() throws Exception {
        noticesALoss();
        node.host.stop(() -> {});
        stage.settle();
        assertThat(recoveryAfterRestart()).isInstanceOf(Recovery.Amnesia.class);
    }

    @Test
    void aLossThatOnlyTheProtocolFoundWhenItStartedOutlivesARestart() throws Exception {
        node.host.stop(() -> {});
        stage.settle();
        node = new ContractNode(stage, ContractNode.freshDisk(), Limits.DEFAULTS, "amnesia");
        node.host.stop(() -> {});
        stage.settle();
        assertThat(recoveryAfterRestart()).isInstanceOf(Recovery.Amnesia.class);
    }

    @Test
    void aLossThatTheProtocolNoticedAndMadeGoodIsForgotten() throws Exception {
        noticesALoss();
        node.main().status(Role.FOLLOWER, 3, 2, "");
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 3, 2));
        node.host.stop(() -> {});
        stage.settle();
        assertThat(recoveryAfterRestart()).isInstanceOf(Recovery.Intact.class);
    }

    /** Neither the disk nor a peer's hello told of it: a message showed a promise that this node no longer knows. */
    private void noticesALoss() {
        node.main().status(Role.RECOVERY, 3, 0, "amnesia");
        node.emit(node.main(), new Effect.RoleChanged(Role.RECOVERY, 3, 0));
    }

    private Recovery recoveryAfterRestart() throws Exception {
        return RecordLog.open(node.disk.inner().reopen(), ContractNode.MAIN, ContractNode.GENESIS, 1, Limits.DEFAULTS)
                .recovery();
    }

    @Test
    void anExceptionInAStepStopsTheNode() {
        node.main().behave((event, out) -> {
            throw new IllegalStateException("a bug");
        });
        node.emit(node.main());
        assertThat(node.failures).hasSize(1).first().asString().contains("a bug");
        node.emit(node.side(), send("hello", 0));
        assertThat(node.transport.sent()).isEmpty();
    }

    @Test
    void anExceptionInTheStateMachineStopsTheNode() {
        LogEntry first = genesis(node.main());
        LogEntry second = entry(first, 1, open(CLIENT), commands(CLIENT, 1, "explode"));
        node.emit(node.main(), write(1, second));
        node.emit(node.main(), apply(first, second));
        assertThat(node.failures).hasSize(1).first().asString().contains("told to");
    }

    @Test
    void aCleanStopOfALeaderWaitsForItsHandover() {
        node.lead(node.main());
        node.main().silentToOperators();
        List<String> done = new ArrayList<>();
        node.host.stop(() -> done.add("stopped"));
        stage.settle();
        assertThat(done).isEmpty();
        Event.AdminRequested wish =
                node.main().events(Event.AdminRequested.class).get(0);
        assertThat(wish.request()).isEqualTo(new AdminRequest.TransferLeadership(0));
        assertThat(node.side().events(Event.AdminRequested.class)).isEmpty();
        node.emit(node.main(), new Effect.AdminDone(wish.requestId(), new AdminOutcome.Leads(2, 2)));
        assertThat(done).containsExactly("stopped");
    }

    @Test
    void whatArrivesDuringAHandoverWaitsAndMovesOnUnproposed() {
        FakeClient client = new FakeClient(CLIENT);
        node.lead(node.main());
        node.emit(node.main(), new Effect.Intake(Effect.Proposals.HELD, 2));
        node.submit(client, open(CLIENT));
        assertThat(node.main().events(Event.Proposed.class)).isEmpty();
        assertThat(client.replies()).isEmpty();
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 2, 0));
        assertThat(client.replies()).containsExactly("0+0 NOT_LEADER ask 2");
    }

    @Test
    void withoutSpaceABundleIsRefusedAtOnceAndNothingHasHappened() {
        FakeClient client = new FakeClient(CLIENT);
        node.lead(node.main());
        node.emit(node.main(), new Effect.Intake(Effect.Proposals.NO_SPACE, 0));
        node.submit(client, open(CLIENT));
        assertThat(client.replies()).containsExactly("0+0 NO_SPACE");
        assertThat(node.main().events(Event.Proposed.class)).isEmpty();
    }

    @Test
    void whatWaitedForAHandoverThatFailedIsProposed() {
        FakeClient client = new FakeClient(CLIENT);
        node.lead(node.main());
        node.emit(node.main(), new Effect.Intake(Effect.Proposals.HELD, 2));
        node.submit(client, open(CLIENT));
        node.emit(node.main(), new Effect.Intake(Effect.Proposals.TAKEN, 0));
        assertThat(node.main().events(Event.Proposed.class)).hasSize(1);
    }

    @Test
    void aCleanStopAnswersWhatIsPendingAndLeavesAWholeLog() throws Exception {
        FakeClient client = new FakeClient(CLIENT);
        node.lead(node.main());
        node.submit(client, open(CLIENT));
        LogEntry second = entry(genesis(node.main()), 1);
        node.emit(node.main(), write(1, second));
        List<String> done = new ArrayList<>();
        node.host.stop(() -> done.add("stopped"));
        stage.settle();
        assertThat(done).containsExactly("stopped");
        assertThat(client.replies()).containsExactly("0+0 LEADERSHIP_LOST?");
        assertThat(node.disk.closed()).isTrue();
        assertThat(node.transport.closed()).isTrue();
        assertThat(node.failures).isEmpty();
        assertThat(RecordLog.open(
                                node.disk.inner().reopen(), ContractNode.MAIN, ContractNode.GENESIS, 1, Limits.DEFAULTS)
                        .tail()
                        .hash())
                .isEqualTo(second.hash());
    }

    @Test
    void anEmptyBatchIsProposedWhenADeadlineIsDueAndOnlyOne() {
        LogEntry first = genesis(node.main());
        LogEntry second = entry(first, 1, open(CLIENT), commands(CLIENT, 1, "alarm"));
        node.emit(node.main(), write(1, second));
        node.lead(node.main());
        node.emit(node.main(), apply(first, second));
        assertThat(node.main().events(Event.Proposed.class)).isEmpty();
        node.main().behave((event, out) -> {
            if (event instanceof Event.Proposed proposed) {
                out.add(new Effect.Accepted(proposed.proposalId(), 3, 1));
            }
        });
        node.main().proposable(1_000);
        node.emit(node.main());
        node.emit(node.main());
        assertThat(node.main().events(Event.Proposed.class)).hasSize(1);
        assertThat(node.main().events(Event.Proposed.class).get(0).bundles()).isEmpty();
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 2, 2));
        node.emit(node.main());
        assertThat(node.main().events(Event.Proposed.class))
                .as("not without leading")
                .hasSize(1);
    }
}
