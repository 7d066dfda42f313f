package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.wire.ClientWire;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Queries and status: nothing they do changes anything, so they are asked until somebody answers. */
class QuestionsTest {
    private final ClientFixture world = new ClientFixture();
    private final FakeNodes nodes = world.nodes;

    @Test
    void aQueryFollowsTheLeaderAndSurvivesItsLoss() throws Exception {
        CompletableFuture<Outcome> answer = world.client.query(Bytes.utf8("q"), ClientFixture.LONG);
        world.settle();
        FakeNodes.Arrived first = nodes.next();
        int hinted = first.node() % 3 + 1;
        say(first, "NOT_LEADER", hinted, "");
        world.settle();
        FakeNodes.Arrived second = nodes.next();
        assertThat(second.node()).isEqualTo(hinted);
        nodes.crash(hinted);
        world.runtime.run(Duration.ofMillis(50));
        FakeNodes.Arrived third = nodes.next();
        assertThat(third.node()).isNotEqualTo(hinted);
        assertThat(third.frame().joinedPayload()).isEqualTo(Bytes.utf8("q"));
        say(third, "", 0, "42");
        world.settle();
        assertThat(answer).isCompletedWithValue(ClientFixture.reply("42"));
    }

    @Test
    void aBusyLeaderIsAskedAgainLaterAndNotLeft() throws Exception {
        CompletableFuture<Outcome> answer = world.client.query(Bytes.utf8("q"), ClientFixture.LONG);
        world.settle();
        FakeNodes.Arrived first = nodes.next();
        say(first, "BUSY", 0, "");
        world.runtime.run(Duration.ofMillis(2));
        assertThat(nodes.arrived).as("not at once").isEmpty();
        world.runtime.run(Duration.ofMillis(50));
        FakeNodes.Arrived second = nodes.next();
        assertThat(second.node()).isEqualTo(first.node());
        say(second, "", 0, "42");
        world.settle();
        assertThat(answer).isCompletedWithValue(ClientFixture.reply("42"));
    }

    @Test
    void aQueryThatFoundEverythingBusyWasRefusedAndSaysWhy() throws Exception {
        CompletableFuture<Outcome> answer = world.client.query(Bytes.utf8("q"), Duration.ofMillis(300));
        for (int i = 0; i < 310; i++) {
            world.runtime.run(Duration.ofMillis(1));
            while (!nodes.arrived.isEmpty()) {
                say(nodes.next(), "BUSY", 0, "");
            }
        }
        ClientFixture.assertRefused(answer, "BUSY");
    }

    @Test
    void aQuerySaysHowLongItWaits() throws Exception {
        world.client.query(Bytes.utf8("q"), Duration.ofMillis(300));
        world.settle();
        ClientWire.Query header =
                ClientWire.Query.parseFrom(nodes.next().frame().header().toArray());
        assertThat(header.getPatienceMillis()).isBetween(250, 300);
    }

    @Test
    void anUnansweredQueryEndsAtItsDeadline() {
        CompletableFuture<Outcome> asked = world.client.query(Bytes.utf8("q"), Duration.ofMillis(300));
        world.runtime.run(Duration.ofMillis(302));
        ClientFixture.assertUnknown(asked);
        nodes.crash(nodes.next().node());
        nodes.down.addAll(java.util.List.of(1, 2, 3));
        world.runtime.run(Duration.ofMillis(50));
        CompletableFuture<Outcome> unasked = world.client.query(Bytes.utf8("q"), Duration.ofMillis(300));
        world.runtime.run(Duration.ofMillis(302));
        ClientFixture.assertRefused(unasked, "NO_QUORUM");
    }

    @Test
    void statusComesFromTheVeryNodeOrFailsAtOnce() throws Exception {
        CompletableFuture<NodeStatus> up = world.client.status(2, 7, Duration.ofSeconds(1), ClientFixture.LONG);
        world.settle();
        FakeNodes.Arrived asked = nodes.next();
        ClientWire.StatusRequest request =
                ClientWire.StatusRequest.parseFrom(asked.frame().header().toArray());
        assertThat(asked.node()).isEqualTo(2);
        assertThat(request.getAtIndex()).isEqualTo(7);
        asked.wire()
                .say(Frame.of(
                        FrameKind.STATUS_REPLY,
                        0,
                        Bytes.wrap(ClientWire.StatusReply.newBuilder()
                                .setId(request.getId())
                                .setNode(2)
                                .setRole("leader")
                                .setCommitIndex(9)
                                .build()
                                .toByteArray()),
                        Bytes.EMPTY));
        nodes.down.add(3);
        CompletableFuture<NodeStatus> down = world.client.status(3, 0, ClientFixture.LONG);
        world.settle();
        assertThat(up.join().role()).isEqualTo("leader");
        assertThat(up.join().commitIndex()).isEqualTo(9);
        assertThat(down).isCompletedExceptionally();
        down.exceptionally(e -> {
            Throwable cause = e instanceof ClientException ? e : e.getCause();
            assertThat(((ClientException) cause).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            return null;
        });
    }

    private static void say(FakeNodes.Arrived to, String error, int leader, String answer) throws Exception {
        long id = ClientWire.Query.parseFrom(to.frame().header().toArray()).getId();
        to.wire()
                .say(Frame.of(
                        FrameKind.QUERY_REPLY,
                        0,
                        Bytes.wrap(ClientWire.QueryReply.newBuilder()
                                .setId(id)
                                .setError(error)
                                .setLeader(leader)
                                .build()
                                .toByteArray()),
                        Bytes.utf8(answer)));
    }
}
