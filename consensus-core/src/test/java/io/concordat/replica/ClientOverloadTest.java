package io.concordat.replica;

import static io.concordat.replica.ContractNode.CLIENT;
import static io.concordat.replica.ContractNode.OTHER_CLIENT;
import static io.concordat.replica.ContractNode.commands;
import static io.concordat.replica.ContractNode.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.log.Bundle;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire.StatusReply;
import io.concordat.net.wire.ClientWire.StatusRequest;
import io.concordat.net.wire.ClientWire.Submission;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node answers when it is asked for more than it can hold, and what it holds then. */
class ClientOverloadTest extends ClientTraffic {
    @Test
    void X11_afterBusyLaterNumbersWaitForTheRefusedOne() throws Exception {
        int one = commands(CLIENT, 1, "a").encoded().length();
        restart(limits(1 << 20, 2 * one + one / 2));
        lead();
        node.submit(client, commands(CLIENT, 1, "a"));
        node.submit(client, commands(CLIENT, 2, "b"));
        node.submit(client, commands(CLIENT, 3, "c"));
        assertThat(client.replies()).containsExactly("3+1 BUSY");
        commit();
        node.submit(client, commands(CLIENT, 4, "d"));
        assertThat(client.replies()).last().isEqualTo("4+1 BUSY");
        node.submit(client, commands(CLIENT, 3, "c"));
        node.submit(client, commands(CLIENT, 4, "d"));
        assertThat(client.replies()).as("both are under way now").last().isEqualTo("4+1 BUSY");
        assertThat(proposedNumbers()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void whatWasRefusedHereAndAgreedOnThroughOthersIsWaitedForNoMore() throws Exception {
        int one = commands(CLIENT, 1, "a").encoded().length();
        restart(limits(1 << 20, 2 * one + one / 2));
        lead();
        node.submit(client, commands(CLIENT, 1, "a"));
        node.submit(client, commands(CLIENT, 2, "b"));
        node.submit(client, commands(CLIENT, 3, "c"));
        assertThat(client.replies()).containsExactly("3+1 BUSY");
        agree(commands(CLIENT, 3, "c"));
        node.submit(client, commands(CLIENT, 4, "d"));
        assertThat(proposedNumbers()).containsExactly(1L, 2L, 4L);
    }

    @Test
    void theGroupsBoundHoldsForAllSessionsTogetherAndIsGivenBack() throws Exception {
        int one = commands(CLIENT, 1, "a").encoded().length();
        // What a key holds counts twice, by itself and in the whole.
        restart(limits(4 * one + one / 2, 1 << 20));
        lead();
        FakeClient other = new FakeClient(OTHER_CLIENT);
        node.submit(client, commands(CLIENT, 1, "a"));
        node.submit(client, commands(CLIENT, 2, "b"));
        node.submit(other, commands(OTHER_CLIENT, 1, "x"));
        node.submit(other, commands(OTHER_CLIENT, 2, "y"));
        assertThat(other.replies()).containsExactly("2+1 BUSY");
        commit();
        for (int round = 0; round < 20; round++) {
            node.submit(other, commands(OTHER_CLIENT, 1, "x" + round));
            commit();
        }
        assertThat(other.replies().subList(2, 22)).as("never busy again").allMatch(r -> r.contains("SESSION_UNKNOWN"));
    }

    @Test
    void aGreedyKeyLeavesRoomForAnother() throws Exception {
        int one = commands(CLIENT, 1, "a").encoded().length();
        restart(limits(12 * one, 1 << 20));
        lead();
        FakeClient polite = new FakeClient(OTHER_CLIENT);
        for (int number = 1; number <= 20; number++) {
            node.submit(client, commands(CLIENT, number, "a"));
        }
        assertThat(client.replies())
                .as("its one session has a third of what there is")
                .hasSize(16)
                .allMatch(r -> r.contains("BUSY"));
        node.submit(polite, commands(OTHER_CLIENT, 1, "x"));
        node.submit(polite, commands(OTHER_CLIENT, 2, "y"));
        assertThat(polite.replies()).as("nothing is refused").isEmpty();
    }

    @Test
    void busySaysWhenToComeAgain() {
        restart(limits(100, 1 << 20));
        lead();
        node.submit(client, commands(CLIENT, 1, "a"));
        Frame busy = client.frames(FrameKind.REPLIES).get(0);
        assertThat(FakeClient.parse(busy).getError()).isEqualTo("BUSY");
        assertThat(FakeClient.parse(busy).getRetryAfterMillis()).isBetween(5, 1_000);
    }

    @Test
    void afterBusyAKeepAliveDoesNotLetLaterNumbersIn() throws Exception {
        int one = commands(CLIENT, 1, "a").encoded().length();
        restart(limits(1 << 20, 2 * one + one / 2));
        lead();
        node.submit(client, commands(CLIENT, 1, "a"));
        node.submit(client, commands(CLIENT, 2, "b"));
        node.submit(client, commands(CLIENT, 3, "c"));
        commit();
        node.submit(client, Bundle.keepAlive(ContractNode.identity(CLIENT), 0, 0, CLIENT::sign));
        node.submit(client, commands(CLIENT, 4, "d"));
        assertThat(client.replies()).last().isEqualTo("4+1 BUSY");
    }

    @Test
    void whatNobodyWaitsForAnyLongerIsDroppedWithWhatFollowsIt() throws Exception {
        lead();
        node.disk.hold();
        node.submit(client, commands(CLIENT, 1, "a"));
        node.submit(client, commands(CLIENT, 2, "b"));
        submitWaiting(1, commands(CLIENT, 3, "c"));
        submitWaiting(60_000, commands(CLIENT, 4, "d"));
        FakeClient patient = new FakeClient(OTHER_CLIENT);
        node.submit(patient, commands(OTHER_CLIENT, 1, "x"));
        while (client.replies().size() < 2) {
            stage.settle(); // until a tick finds it
        }
        assertThat(client.replies()).containsExactly("3+1 BUSY", "4+1 BUSY");
        assertThat(patient.replies()).isEmpty();
        node.status(client, StatusRequest.newBuilder().setId(1).build());
        assertThat(status().get(0).getExpired()).isPositive();
        submitWaiting(60_000, commands(CLIENT, 4, "d"));
        assertThat(client.replies()).last().as("3 has to come first").isEqualTo("4+1 BUSY");
    }

    /** The bug of the sessions that stood still for ever: what it knows the result of, no client sends again. */
    @Test
    void aLateCopyThatIsRefusedHoldsNobodyUpWhoHasItsResult() throws Exception {
        lead();
        node.submit(client, commands(CLIENT, 1, "a"));
        commit();
        node.disk.hold();
        FakeClient other = new FakeClient(OTHER_CLIENT);
        node.submit(other, commands(OTHER_CLIENT, 1, "x"));
        node.submit(other, commands(OTHER_CLIENT, 2, "y"));
        submitWaiting(1, commands(CLIENT, 1, "a"));
        while (client.replies().size() < 2) {
            stage.settle(); // until a tick finds it
        }
        assertThat(client.replies()).last().isEqualTo("1+1 BUSY");

        node.submit(client, commands(CLIENT, 2, "does not know yet"));
        assertThat(client.replies()).last().isEqualTo("2+1 BUSY");
        Bundle knows =
                Bundle.commands(ContractNode.identity(CLIENT), 2, List.of(Bytes.utf8("knows")), 1, 0, CLIENT::sign);
        node.submit(client, knows);
        assertThat(client.replies()).as("it is under way").hasSize(3);
    }

    private void submitWaiting(int millis, Bundle bundle) {
        Bytes header = Bytes.wrap(
                Submission.newBuilder().setPatienceMillis(millis).build().toByteArray());
        node.transport.clients().received(client, Frame.of(FrameKind.BUNDLE, 0, header, bundle.encoded()));
        stage.settle();
    }

    @Test
    void atRestTheAccountsAreEmpty() throws Exception {
        int one = commands(CLIENT, 1, "a").encoded().length();
        restart(limits(1 << 20, 2 * one + one / 2));
        lead();
        FakeClient again = new FakeClient(CLIENT);
        node.submit(client, open(CLIENT));
        commit();
        node.submit(client, commands(CLIENT, 1, "a"));
        node.submit(again, commands(CLIENT, 1, "a"));
        node.submit(client, commands(CLIENT, 2, "b"));
        node.submit(client, commands(CLIENT, 3, "c"));
        node.submit(
                client,
                Bundle.commands(ContractNode.identity(CLIENT), 4, List.of(Bytes.utf8("d")), 0, 0, OTHER_CLIENT::sign));
        node.query(client, 1, "?");
        node.query(client, 2, "?");
        node.query(client, 3, "?");
        assertThat(pendingBytes()).isPositive();
        commit();
        commit();
        node.emit(node.main(), new Effect.ServeRead(1, 1));
        node.emit(node.main(), new Effect.RefuseRead(2));
        assertThat(pendingBytes()).isZero();
        node.submit(client, commands(CLIENT, 3, "c"));
        node.query(client, 4, "?");
        assertThat(pendingBytes()).isPositive();
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 2, 3));
        assertThat(pendingBytes()).as("also when leadership is lost").isZero();
    }

    private long pendingBytes() throws Exception {
        node.status(client, StatusRequest.newBuilder().setId(9).build());
        List<StatusReply> all = status();
        return all.get(all.size() - 1).getPendingBytes();
    }

    @Test
    void sixteenBadSignaturesEndAConnectionAndGarbageDoesAtOnce() {
        lead();
        for (int i = 0; i < 16; i++) {
            assertThat(client.closedBecause()).isNull();
            node.submit(
                    client,
                    Bundle.commands(
                            ContractNode.identity(CLIENT), 1, List.of(Bytes.utf8("a")), 0, 0, OTHER_CLIENT::sign));
        }
        assertThat(client.closedBecause()).contains("BAD_SIGNATURE");
        FakeClient garbage = new FakeClient(CLIENT);
        node.transport
                .clients()
                .received(garbage, Frame.of(FrameKind.BUNDLE, 0, Bytes.EMPTY, Bytes.fromHex("ffffffff00")));
        assertThat(garbage.closedBecause()).contains("MALFORMED");
    }
}
