package io.concordat.client;

import static io.concordat.client.ClientFixture.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.config.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many sessions with much to say share one connection. */
class SendingRoomTest {
    private static final int SESSIONS = 64;
    private static final String LARGE = "x".repeat(200_000);

    private final ClientFixture world = new ClientFixture();
    private final FakeNodes nodes = world.nodes;
    private final List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();

    @Test
    void whatIsUnderWayIsBoundedForAllSessionsTogether() {
        everybodySubmits();
        assertThat(bytesUnderWay()).isBetween(roomFor(3), roomFor(5));
        nodes.next();
        world.runtime.run(ClientFixture.LONG);
        assertThat(bytesUnderWay()).isLessThan(roomFor(16));
    }

    @Test
    void whoeverFoundNoRoomHasItsTurnWhenOthersAreAnswered() {
        everybodySubmits();
        int rounds = 0;
        while (!nodes.arrived.isEmpty()) {
            nodes.execute(nodes.next());
            world.settle();
            assertThat(bytesUnderWay()).isLessThan(roomFor(5));
            rounds++;
        }
        assertThat(rounds).isEqualTo(SESSIONS);
        assertThat(outcomes).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whoeverFoundNoRoomInTimeIsToldThatItIsBusy() {
        everybodySubmits();
        nodes.arrived.clear();
        world.runtime.run(ClientFixture.LONG.plusSeconds(1));
        ClientFixture.assertRefused(outcomes.get(SESSIONS - 1), "BUSY");
        ClientFixture.assertUnknown(outcomes.get(0));
    }

    @Test
    void aSessionThatHasMoreToSayDoesNotKeepOthersOut() {
        List<ClientSession> sessions = everybodySubmits();
        ClientSession greedy = sessions.get(0);
        for (int i = 0; i < 30; i++) {
            outcomes.add(submit(greedy, LARGE));
        }
        for (int i = 0; i < SESSIONS + 2; i++) {
            nodes.execute(nodes.next());
            world.settle();
        }
        assertThat(outcomes.subList(0, SESSIONS)).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whatEndsGivesItsRoomBack() {
        List<ClientSession> sessions = everybodySubmits();
        long answered = nodes.arrived.size();
        sessions.stream().limit(answered).forEach(s -> s.end(new Outcome.Refused("SESSION_LOST", "over")));
        world.settle();
        assertThat(nodes.arrived).hasSizeGreaterThan((int) answered);
    }

    private List<ClientSession> everybodySubmits() {
        List<ClientSession> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(world.openSession());
        }
        sessions.forEach(session -> outcomes.add(submit(session, LARGE)));
        world.settle();
        return sessions;
    }

    private long bytesUnderWay() {
        return nodes.arrived.stream()
                .mapToLong(a -> a.bundle().encoded().length())
                .sum();
    }

    private static long roomFor(int batches) {
        return batches * (long) Limits.DEFAULTS.batchBytes();
    }
}
