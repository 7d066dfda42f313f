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
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a client's frame to its reply. */
class ClientTrafficTest extends ClientTraffic {
    @Test
    void aBundleIsProposedExecutedAndAnswered() throws Exception {
        lead();
        node.submit(client, open(CLIENT));
        node.submit(client, commands(CLIENT, 1, "a", "b"));
        assertThat(client.replies()).as("not before it is executed").isEmpty();
        commit();
        assertThat(client.replies()).containsExactly("0+0", "1+2");
        Frame reply = client.frames(FrameKind.REPLIES).get(1);
        assertThat(reply.joinedPayload().toHex()).isEqualTo("00" + "00000001" + "41" + "00" + "00000001" + "42");
        assertThat(FakeClient.parse(reply).getIndex()).isEqualTo(3);
        assertThat(node.machine.seen()).containsExactly("a", "b");
    }

    @Test
    void whoDoesNotLeadSaysWhoDoes() {
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 3, 2));
        node.submit(client, commands(CLIENT, 1, "a"));
        node.query(client, 5, "?");
        assertThat(client.replies()).containsExactly("1+1 NOT_LEADER ask 2");
        assertThat(client.answers()).hasSize(1);
        assertThat(client.answers().get(0).getError()).isEqualTo("NOT_LEADER");
        assertThat(client.answers().get(0).getLeader()).isEqualTo(2);
        assertThat(node.main().events(Event.Proposed.class)).isEmpty();
    }

    @Test
    void batchesGrowWhileTheDiskIsBusy() {
        lead();
        node.disk.hold();
        for (int i = 1; i <= 10; i++) {
            node.submit(client, commands(CLIENT, i, "c" + i));
        }
        assertThat(node.main().events(Event.Proposed.class))
                .as("two not yet synced")
                .hasSize(2);
        node.disk.completeOne();
        stage.settle();
        List<Event.Proposed> proposed = node.main().events(Event.Proposed.class);
        assertThat(proposed).hasSize(3);
        assertThat(proposed.get(2).bundles()).as("all that waited").hasSize(8);
    }

    @Test
    void whatALostLeaderHeldIsUnknownAndWhatItHadNotProposedDidNotHappen() {
        lead();
        node.disk.hold();
        for (int i = 1; i <= 3; i++) {
            node.submit(client, commands(CLIENT, i, "c" + i));
        }
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 2, 3));
        assertThat(client.replies())
                .containsExactlyInAnyOrder(
                        "3+1 NOT_LEADER ask 3", "1+1 LEADERSHIP_LOST? ask 3", "2+1 LEADERSHIP_LOST? ask 3");
    }

    @Test
    void aRefusedProposalDidNotHappen() {
        lead();
        refuseProposals = true;
        node.submit(client, commands(CLIENT, 1, "a"));
        assertThat(client.replies()).containsExactly("1+1 NOT_LEADER ask 1");
    }

    @Test
    void aBundleSentAgainIsProposedOnceAndAnsweredWhereItCameFromLast() throws Exception {
        lead();
        node.submit(client, open(CLIENT));
        node.submit(client, commands(CLIENT, 1, "a"));
        FakeClient again = new FakeClient(CLIENT);
        node.submit(again, commands(CLIENT, 1, "a"));
        assertThat(proposedNumbers()).containsExactly(0L, 1L);
        commit();
        commit();
        assertThat(again.replies()).contains("1+1");
        assertThat(node.machine.seen()).as("executed once").containsExactly("a");
    }

    @Test
    void R77c_aReplyNeverAnswersOtherCommandsThatBearTheSameNumber() throws Exception {
        lead();
        node.submit(client, open(CLIENT));
        node.submit(client, commands(CLIENT, 1, "a"));
        FakeClient twin = new FakeClient(CLIENT);
        node.submit(twin, commands(CLIENT, 1, "b"));
        assertThat(proposedNumbers()).as("each is judged for itself").containsExactly(0L, 1L, 1L);
        commit();
        assertThat(node.machine.seen()).containsExactly("a");
    }

    @Test
    void strangersCannotSpeakForAClient() {
        lead();
        FakeClient other = new FakeClient(OTHER_CLIENT);
        node.submit(other, commands(CLIENT, 1, "a"));
        assertThat(other.replies()).containsExactly("1+1 WRONG_IDENTITY");
        Bundle forged =
                Bundle.commands(ContractNode.identity(CLIENT), 1, List.of(Bytes.utf8("a")), 0, 0, OTHER_CLIENT::sign);
        node.submit(client, forged);
        assertThat(client.replies()).containsExactly("1+1 BAD_SIGNATURE");
        FakeClient stranger = new FakeClient(ContractNode.PEER);
        node.submit(stranger, commands(ContractNode.PEER, 1, "a"));
        assertThat(stranger.replies()).containsExactly("1+1 WRONG_IDENTITY");
        assertThat(node.main().events(Event.Proposed.class)).isEmpty();
    }

    @Test
    void anotherPayloadUnderASignedHeaderIsRefused() {
        lead();
        byte[] bytes = commands(CLIENT, 1, "aaaa").encoded().toArray();
        bytes[bytes.length - 1] = 'b';
        transportSubmit(Bytes.wrap(bytes));
        assertThat(client.replies()).containsExactly("1+1 MALFORMED");
    }

    private void transportSubmit(Bytes bundle) {
        node.transport.clients().received(client, Frame.of(FrameKind.BUNDLE, 0, Bytes.EMPTY, bundle));
        stage.settle();
    }

    @Test
    void R57_readsShareARoundAndWaitForTheirIndex() throws Exception {
        lead();
        node.query(client, 1, "?");
        node.query(client, 2, "?");
        assertThat(node.main().events(Event.ReadRequested.class))
                .containsExactly(new Event.ReadRequested(1), new Event.ReadRequested(2));
        node.query(client, 3, "?");
        assertThat(client.answers()).hasSize(1);
        assertThat(client.answers().get(0).getError()).as("only two may wait").isEqualTo("BUSY");

        node.emit(node.main(), new Effect.ServeRead(1, 1));
        assertThat(client.answers()).as("index 1 is not executed yet").hasSize(1);
        commit();
        assertThat(client.answers()).hasSize(2);
        assertThat(client.frames(FrameKind.QUERY_REPLY).get(1).joinedPayload().toUtf8())
                .isEqualTo("0 at 1");
        node.emit(node.main(), new Effect.RefuseRead(2));
        assertThat(client.answers().get(2).getError()).isEqualTo("NOT_LEADER");
        node.query(client, 4, "?");
        assertThat(node.main().events(Event.ReadRequested.class))
                .as("room again")
                .hasSize(3);
    }

    @Test
    void eventsGoToTheConnectionThatSpokeLastAndAgainToANewOne() throws Exception {
        lead();
        node.submit(client, open(CLIENT));
        node.submit(client, commands(CLIENT, 1, "event"));
        commit();
        assertThat(client.frames(FrameKind.EVENTS)).isNotEmpty();
        FakeClient back = new FakeClient(CLIENT);
        node.submit(back, Bundle.keepAlive(ContractNode.identity(CLIENT), 1, 0, CLIENT::sign));
        commit();
        assertThat(back.frames(FrameKind.EVENTS))
                .as("not acknowledged, so told again")
                .hasSize(1);
        assertThat(back.frames(FrameKind.EVENTS).get(0).joinedPayload().toHex()).isEqualTo("00000004746f6c64");
    }

    @Test
    void whoOnlyWaitsForEventsIsToldThatTheyComeFromElsewhereNow() throws Exception {
        lead();
        node.submit(client, open(CLIENT));
        commit();
        node.emit(node.main(), new Effect.RoleChanged(Role.FOLLOWER, 2, 3));
        assertThat(client.replies()).last().isEqualTo("0+0 NOT_LEADER ask 3");
        FrameKind kind = FrameKind.EVENTS;
        agree(commands(CLIENT, 1, "event"));
        assertThat(client.frames(kind)).as("told by the leader alone").isEmpty();
        lead();
        node.submit(client, Bundle.keepAlive(ContractNode.identity(CLIENT), 1, 0, CLIENT::sign));
        commit();
        assertThat(client.frames(kind))
                .as("what it missed meanwhile, over the same connection")
                .hasSize(1);
    }

    @Test
    void statusTellsTheHashAtExactlyTheIndexAskedFor() throws Exception {
        lead();
        node.status(client, StatusRequest.newBuilder().setId(1).build());
        node.status(
                client,
                StatusRequest.newBuilder()
                        .setId(2)
                        .setAtIndex(2)
                        .setWaitMillis(60_000)
                        .build());
        assertThat(status()).hasSize(1);
        assertThat(status().get(0).getRole()).isEqualTo("leader");
        assertThat(status().get(0).getGroup()).isEqualTo("main");
        assertThat(status().get(0).getProtocol()).isEqualTo("scripted");
        assertThat(status().get(0).getCpuSeconds()).isEqualTo(1.5);
        assertThat(status().get(0).getSigned()).isTrue();

        node.submit(client, open(CLIENT));
        commit();
        assertThat(status()).hasSize(2);
        StatusReply at2 = status().get(1);
        assertThat(at2.getStateIndex()).isEqualTo(2);
        assertThat(at2.getStateHash().size()).isEqualTo(32);
        assertThat(at2.getBatches()).isEqualTo(2);
        assertThat(at2.getVerifications()).isEqualTo(1);
        assertThat(at2.getSyncs()).isPositive();

        node.status(client, StatusRequest.newBuilder().setId(3).setAtIndex(1).build());
        assertThat(status().get(2).getStateHash().isEmpty())
                .as("index 1 has passed")
                .isTrue();
        node.status(client, StatusRequest.newBuilder().setId(4).build());
        assertThat(status().get(3).getStateHash()).isEqualTo(at2.getStateHash());
    }
}
