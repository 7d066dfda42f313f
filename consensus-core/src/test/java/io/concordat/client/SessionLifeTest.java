package io.concordat.client;

import static io.concordat.client.ClientFixture.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Sessions are opened, kept alive, told events, and closed. */
class SessionLifeTest {
    private final ClientFixture world = new ClientFixture();
    private final FakeNodes nodes = world.nodes;

    @Test
    void openingIsRepeatedWithTheSameNonceUntilSomebodyAnswers() {
        nodes.opens = false;
        CompletableFuture<ClientSession> opened = world.client.openSession(ClientFixture.TTL, Duration.ofSeconds(20));
        world.settle();
        FakeNodes.Arrived first = nodes.next();
        world.runtime.run(Duration.ofMillis(2_200));
        FakeNodes.Arrived second = nodes.next();
        assertThat(second.node()).isNotEqualTo(first.node());
        assertThat(second.bundle().session()).isEqualTo(first.bundle().session());
        nodes.accept(second);
        world.settle();
        assertThat(opened.join().id()).isEqualTo(first.bundle().session());
    }

    @Test
    void openingFailsAtItsDeadlineWithTheReason() {
        nodes.down.addAll(List.of(1, 2, 3));
        assertCode(
                world.client.openSession(ClientFixture.TTL, Duration.ofSeconds(1)), Duration.ofSeconds(1), "NO_QUORUM");
        nodes.down.clear();
        nodes.opens = false;
        assertCode(
                world.client.openSession(ClientFixture.TTL, Duration.ofSeconds(1)), Duration.ofSeconds(1), "TIMEOUT");
    }

    @Test
    void whenAllNodesRejectThisClientItFailsAtOnce() {
        nodes.rejection = "WRONG_CLUSTER";
        assertCode(
                world.client.openSession(ClientFixture.TTL, Duration.ofMinutes(5)),
                Duration.ofMillis(200),
                "WRONG_CLUSTER");
    }

    private void assertCode(CompletableFuture<ClientSession> opened, Duration within, String code) {
        world.runtime.run(within.plusMillis(2));
        assertThat(opened).isCompletedExceptionally();
        try {
            opened.join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOfSatisfying(ClientException.class, c -> assertThat(c.code())
                    .isEqualTo(ErrorCode.valueOf(code)));
        }
    }

    @Test
    void anIdleSessionIsKeptAliveThreeTimesPerLife() {
        world.openSession();
        nodes.opens = false;
        world.runtime.run(Duration.ofMillis(10_050));
        FakeNodes.Arrived alive = nodes.next();
        assertThat(alive.bundle().kind()).isEqualTo(Bundle.Kind.KEEP_ALIVE);
        nodes.accept(alive);
        world.runtime.run(Duration.ofMillis(10_050));
        assertThat(nodes.next().bundle().kind()).isEqualTo(Bundle.Kind.KEEP_ALIVE);
    }

    @Test
    void eventsAreToldOnceInOrderAndAcknowledgedWithTheNextBundle() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        FakeNodes.Wire wire = nodes.next().wire();
        nodes.events(wire, session.id(), 1, "one", "two");
        nodes.events(wire, session.id(), 2, "two", "three");
        nodes.events(wire, session.id(), 1, "one");
        world.settle();
        assertThat(world.heard).containsExactly("1 one", "2 two", "3 three");
        submit(session, "b");
        world.settle();
        assertThat(nodes.next().bundle().eventsAcknowledged()).isEqualTo(3);
    }

    @Test
    void whoWaitsForEventsTurnsToTheNextLeaderAsSoonAsTheOldOneSaysSo() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        FakeNodes.Arrived asked = nodes.next();
        nodes.execute(asked);
        world.settle();
        nodes.opens = false;
        int next = asked.node() % 3 + 1;
        nodes.leadsNoMore(asked.wire(), session.id(), next);
        world.settle();
        FakeNodes.Arrived alive = nodes.next();
        assertThat(alive.bundle().kind()).isEqualTo(Bundle.Kind.KEEP_ALIVE);
        assertThat(alive.node()).isEqualTo(next);
    }

    @Test
    void missingEventsAreAskedForOverANewConnection() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        FakeNodes.Wire wire = nodes.next().wire();
        nodes.opens = false;
        nodes.events(wire, session.id(), 2, "two");
        world.runtime.run(Duration.ofMillis(50));
        assertThat(wire.closed).isTrue();
        assertThat(world.heard).isEmpty();
        assertThat(nodes.arrived).extracting(a -> a.bundle().kind()).contains(Bundle.Kind.KEEP_ALIVE);
    }

    @Test
    void closingWaitsForWhatIsUnderWayAndTakesNothingMore() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        nodes.opens = false;
        CompletableFuture<Void> closed = session.close(ClientFixture.LONG);
        world.settle();
        ClientFixture.assertRefused(submit(session, "b"), "SESSION_UNKNOWN");
        nodes.execute(nodes.next());
        world.settle();
        assertThat(closed).isNotDone();
        FakeNodes.Arrived close = nodes.next();
        assertThat(close.bundle().kind()).isEqualTo(Bundle.Kind.CLOSE);
        nodes.accept(close);
        world.settle();
        assertThat(closed).isCompleted();
        assertThat(world.heard).as("a wanted end is no loss").isEmpty();
    }

    @Test
    void closingGivesUpAtItsDeadline() {
        ClientSession session = world.openSession();
        CompletableFuture<?> a = submit(session, "a");
        CompletableFuture<Void> closed = session.close(Duration.ofMillis(300));
        world.runtime.run(Duration.ofMillis(302));
        assertThat(closed).isCompleted();
        assertThat(a).isDone();
    }
}
