package io.concordat.client;

import static io.concordat.client.ClientFixture.assertRefused;
import static io.concordat.client.ClientFixture.assertUnknown;
import static io.concordat.client.ClientFixture.reply;
import static io.concordat.client.ClientFixture.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reply, refused, unknown: what a client may say, and when. */
class OutcomeTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    private final ClientFixture world = new ClientFixture();
    private final FakeNodes nodes = world.nodes;

    @Test
    void aCommandNobodyEverTookIsRefused() {
        ClientSession session = world.openSession();
        nodes.down.addAll(java.util.List.of(1, 2, 3));
        for (int node = 1; node <= 3; node++) {
            nodes.crash(node);
        }
        world.settle();
        CompletableFuture<Outcome> a = session.submit(Bytes.utf8("a"), SHORT);
        world.runtime.run(SHORT.minusMillis(1));
        assertThat(a).isNotDone();
        world.settle();
        assertRefused(a, "NO_QUORUM");

        nodes.down.clear();
        CompletableFuture<Outcome> b = submit(session, "b");
        world.runtime.run(Duration.ofSeconds(1));
        assertThat(nodes.arrived.get(0).commands())
                .as("what was refused is never sent")
                .containsExactly("b");
        nodes.execute(nodes.next());
        world.settle();
        assertThat(b).isCompletedWithValue(reply("b!"));
    }

    @Test
    void sentAndUnansweredIsUnknownAtTheDeadlineAndIsStillResolvedForTheSakeOfLaterNumbers() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = session.submit(Bytes.utf8("a"), SHORT);
        world.runtime.run(Duration.ofMillis(501));
        assertUnknown(a);
        nodes.crash(nodes.next().node());
        CompletableFuture<Outcome> b = submit(session, "b");
        world.runtime.run(Duration.ofMillis(50));
        assertThat(nodes.arrived.get(0).commands()).containsExactly("a", "b");
        nodes.execute(nodes.next());
        world.settle();
        assertThat(b).isCompletedWithValue(reply("b!"));
        assertUnknown(a);
    }

    @Test
    void refusedOnTheOnlySendingIsRefusedAndItsNumberGoesToTheNextCommand() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = session.submit(Bytes.utf8("a"), SHORT);
        for (int i = 0; i < 520; i++) {
            world.settle();
            while (!nodes.arrived.isEmpty()) {
                nodes.refuse(nodes.next(), "NOT_LEADER", 0, true);
            }
        }
        assertRefused(a, "NO_QUORUM");
        submit(session, "b");
        world.runtime.run(Duration.ofMillis(300));
        FakeNodes.Arrived next = nodes.next();
        assertThat(next.bundle().firstNumber()).isEqualTo(1);
        assertThat(next.commands()).containsExactly("b");
    }

    @Test
    void R77d_aRefusalAfterADoubtfulSendingStaysUnknown() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = session.submit(Bytes.utf8("a"), SHORT);
        world.settle();
        // The first sending was taken and its fate got lost with the connection.
        nodes.crash(nodes.next().node());
        for (int i = 0; i < 520; i++) {
            world.settle();
            while (!nodes.arrived.isEmpty()) {
                nodes.refuse(nodes.next(), "NOT_LEADER", 0, true);
            }
        }
        assertUnknown(a);
    }

    @Test
    void busyIsRetriedWithPausesAndSaysSoWhenTimeIsUp() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = session.submit(Bytes.utf8("a"), Duration.ofSeconds(5));
        int node = 0;
        int sendings = 0;
        for (int i = 0; i < 5_100; i++) {
            world.settle();
            while (!nodes.arrived.isEmpty()) {
                sendings++;
                FakeNodes.Arrived next = nodes.next();
                assertThat(node == 0 || next.node() == node)
                        .as("busy is no reason to leave the leader")
                        .isTrue();
                node = next.node();
                nodes.refuse(next, "BUSY", 0, true);
            }
        }
        assertRefused(a, "BUSY");
        assertThat(sendings).isBetween(5, 30);
    }

    @Test
    void afterBusyASessionIsQuietForAsLongAsTheNodeAsks() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        nodes.busy(nodes.next(), 400);
        world.runtime.run(Duration.ofMillis(399));
        assertThat(nodes.arrived).isEmpty();
        world.runtime.run(Duration.ofMillis(210));
        assertThat(nodes.next().commands()).containsExactly("a");
        assertThat(world.client.busyAnswers()).isEqualTo(1);
    }

    @Test
    void aBundleSaysHowLongSomebodyWaitsForIt() throws Exception {
        ClientSession session = world.openSession();
        session.submit(Bytes.utf8("short"), Duration.ofMillis(200));
        world.settle();
        assertThat(patience(nodes.next())).isBetween(150, 200);
        session.submit(Bytes.utf8("long"), Duration.ofSeconds(60));
        world.settle();
        assertThat(patience(nodes.next())).as("then it is sent again").isBetween(1_900, 2_000);
    }

    private static int patience(FakeNodes.Arrived bundle) throws Exception {
        return io.concordat.net.wire.ClientWire.Submission.parseFrom(
                        bundle.frame().header().toArray())
                .getPatienceMillis();
    }

    @Test
    void aRefusalFromTheLogIsFinal() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = submit(session, "a");
        world.settle();
        FakeNodes.Arrived asked = nodes.next();
        io.concordat.bytes.ByteWriter payload =
                new io.concordat.bytes.ByteWriter(32).u8(1).sized(Bytes.utf8("NUMBER_REUSED other bytes"));
        asked.wire()
                .say(io.concordat.net.Frame.of(
                        io.concordat.net.FrameKind.REPLIES,
                        0,
                        Bytes.wrap(io.concordat.net.wire.ClientWire.Replies.newBuilder()
                                .setSession(com.google.protobuf.ByteString.copyFrom(
                                        session.id().toArray()))
                                .setFirstNumber(1)
                                .setCount(1)
                                .build()
                                .toByteArray()),
                        payload.toBytes()));
        world.settle();
        assertThat(a).isCompletedWithValue(new Outcome.Refused("NUMBER_REUSED", "other bytes"));
    }

    @Test
    void aLostSessionRefusesWhatCertainlyDidNotRunAndNothingElse() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> judged = submit(session, "judged");
        world.settle();
        CompletableFuture<Outcome> doubtful = submit(session, "doubtful");
        world.settle();
        CompletableFuture<Outcome> waiting = submit(session, "waiting");
        world.settle();
        nodes.refuse(nodes.next(), "SESSION_UNKNOWN", 0, false);
        world.settle();
        assertRefused(judged, "SESSION_UNKNOWN");
        assertUnknown(doubtful);
        assertRefused(waiting, "SESSION_UNKNOWN");
        assertThat(world.heard).containsExactly("lost SESSION_UNKNOWN");
        assertThat(session.usable()).isFalse();
        CompletableFuture<Outcome> late = submit(session, "late");
        world.settle();
        assertRefused(late, "SESSION_UNKNOWN");
    }

    @Test
    void closingTheClientResolvesEverything() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> sent = submit(session, "sent");
        world.settle();
        submit(session, "sent too");
        world.settle();
        CompletableFuture<Outcome> waiting = submit(session, "waiting");
        world.settle();
        CompletableFuture<Outcome> query = world.client.query(Bytes.utf8("q"), ClientFixture.LONG);
        world.settle();
        world.client.close();
        world.settle();
        assertUnknown(sent);
        assertRefused(waiting, "NO_QUORUM");
        assertRefused(query, "NO_QUORUM");
        CompletableFuture<Outcome> late = submit(session, "late");
        CompletableFuture<ClientSession> another = world.client.openSession(ClientFixture.TTL, ClientFixture.LONG);
        world.settle();
        assertRefused(late, "NO_QUORUM");
        assertThat(another).isCompletedExceptionally();
    }

    @Test
    void tooManyWaitingBytesAreRefusedAndNothingGrows() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> last = null;
        for (int i = 0; i < 200; i++) {
            last = session.submit(Bytes.wrap(new byte[200_000]), ClientFixture.LONG);
        }
        assertRefused(last, "BUSY");
    }

    @Test
    void aLateFailureOfAnEarlierShorterSendingClearsNoLaterCommandOfDoubt() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        FakeNodes.Arrived slow = nodes.next();
        world.runtime.run(Duration.ofMillis(2_200));
        CompletableFuture<Outcome> b = session.submit(Bytes.utf8("b"), Duration.ofSeconds(5));
        FakeNodes.Arrived both = nodes.next();
        while (both.wire() != slow.wire()) {
            nodes.refuse(both, "NOT_LEADER", slow.node(), true);
            world.runtime.run(Duration.ofMillis(200));
            both = nodes.next();
        }
        assertThat(both.commands()).containsExactly("a", "b");

        nodes.refuse(slow, "NOT_LEADER", 0, true);
        while (!b.isDone()) {
            world.runtime.run(Duration.ofMillis(1));
            while (!nodes.arrived.isEmpty()) {
                nodes.refuse(nodes.next(), "NOT_LEADER", 0, true);
            }
        }
        assertUnknown(b);
    }
}
