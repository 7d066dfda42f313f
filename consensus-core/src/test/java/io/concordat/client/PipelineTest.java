package io.concordat.client;

import static io.concordat.client.ClientFixture.reply;
import static io.concordat.client.ClientFixture.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How commands become bundles, and how lost ones find their way again. */
class PipelineTest {
    private final ClientFixture world = new ClientFixture();
    private final FakeNodes nodes = world.nodes;

    @Test
    void atMostTwoBundlesAreInFlightAndTheNextTakesAllThatWaits() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        submit(session, "b");
        submit(session, "c");
        world.settle();
        for (String command : List.of("d", "e", "f")) {
            submit(session, command);
            world.settle();
        }
        assertThat(nodes.arrived)
                .extracting(FakeNodes.Arrived::commands)
                .containsExactly(List.of("a"), List.of("b", "c"));

        nodes.execute(nodes.next());
        world.settle();
        assertThat(nodes.arrived)
                .extracting(FakeNodes.Arrived::commands)
                .containsExactly(List.of("b", "c"), List.of("d", "e", "f"));
    }

    @Test
    void whatTheCallbacksOfOneReplyFrameSubmitIsOneBundle() {
        ClientSession session = world.openSession();
        for (int i = 0; i < 50; i++) {
            submit(session, "first").thenRun(() -> submit(session, "second"));
        }
        world.settle();
        nodes.execute(nodes.next());
        world.settle();
        assertThat(nodes.next().commands()).hasSize(50).containsOnly("second");
        assertThat(nodes.arrived).isEmpty();
    }

    @Test
    void aLoopThatRunsBetweenTwoCallbacksWaitsForTheOthers() {
        ClientSession session = world.openSession();
        for (int i = 0; i < 5; i++) {
            submit(session, "first").thenRun(() -> {
                submit(session, "second");
                world.runtime.run(Duration.ofNanos(1_000));
            });
        }
        world.settle();
        nodes.execute(nodes.next());
        world.settle();
        assertThat(nodes.arrived).extracting(a -> a.bundle().count()).containsExactly(5);
    }

    @Test
    void aCallbackMayWaitForWhatItSubmits() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> second = new CompletableFuture<>();
        submit(session, "first").thenRun(() -> {
            submit(session, "second").thenAccept(second::complete);
            world.runtime.run(Duration.ofMillis(3));
            nodes.execute(nodes.next());
            world.runtime.run(Duration.ofMillis(3));
            assertThat(second).isCompletedWithValue(reply("second!"));
        });
        world.settle();
        nodes.execute(nodes.next());
        world.settle();
        assertThat(second).isDone();
    }

    @Test
    void aCallbackThatTakesItsTimeMayStillWaitForWhatItSubmitsThen() {
        ClientSession session = world.openSession();
        submit(session, "first").thenRun(() -> {
            world.runtime.run(Duration.ofMillis(50));
            submit(session, "second");
            world.runtime.run(Duration.ofMillis(3));
            assertThat(nodes.next().commands()).containsExactly("second");
        });
        world.settle();
        nodes.execute(nodes.next());
        world.settle();
        assertThat(nodes.arrived).isEmpty();
    }

    @Test
    void nothingIsSentAgainWhileTheOtherBundleMayStillBeAnswered() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        submit(session, "b");
        world.settle();
        nodes.refuse(nodes.next(), "BUSY", 0, true);
        world.runtime.run(Duration.ofMillis(200));
        assertThat(nodes.arrived).extracting(FakeNodes.Arrived::commands).containsExactly(List.of("b"));
        nodes.refuse(nodes.next(), "BUSY", 0, true);
        world.runtime.run(Duration.ofMillis(50));
        assertThat(nodes.arrived).extracting(FakeNodes.Arrived::commands).containsExactly(List.of("a", "b"));
    }

    @Test
    void aFullBundleIsCutAtTheLimits() {
        ClientSession session = world.openSession();
        IntStream.range(0, 1_500).forEach(i -> submit(session, "x"));
        session.submit(Bytes.wrap(new byte[200_000]), ClientFixture.LONG);
        session.submit(Bytes.wrap(new byte[200_000]), ClientFixture.LONG);
        world.settle();
        assertThat(nodes.arrived).extracting(a -> a.bundle().count()).containsExactly(1_000, 501);
        nodes.execute(nodes.next());
        world.settle();
        assertThat(nodes.arrived.get(1).bundle().firstNumber()).isEqualTo(1_502);
        ClientFixture.assertRefused(session.submit(Bytes.wrap(new byte[300_000]), ClientFixture.LONG), "MALFORMED");
    }

    @Test
    void aLeaderChangeInMidPipelineSendsEverythingUnansweredAgainInOrder() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = submit(session, "a");
        world.settle();
        CompletableFuture<Outcome> b = submit(session, "b");
        world.settle();
        submit(session, "c");
        FakeNodes.Arrived first = nodes.next();
        nodes.crash(first.node());
        world.runtime.run(Duration.ofMillis(20));

        FakeNodes.Arrived again = nodes.next();
        assertThat(again.node()).isNotEqualTo(first.node());
        assertThat(again.bundle().firstNumber()).isEqualTo(1);
        assertThat(again.commands()).containsExactly("a", "b", "c");
        nodes.execute(again);
        world.settle();
        assertThat(List.of(a.join(), b.join())).containsExactly(reply("a!"), reply("b!"));
    }

    @Test
    void aHintIsFollowedAtOnceAndTwoWrongOnesDoNotMakeABusyLoop() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        FakeNodes.Arrived asked = nodes.next();
        int leader = asked.node() % 3 + 1;
        nodes.refuse(asked, "NOT_LEADER", leader, true);
        world.settle();
        assertThat(nodes.arrived).extracting(FakeNodes.Arrived::node).containsExactly(leader);

        int sendings = 0;
        for (int i = 0; i < 1_000; i++) {
            while (!nodes.arrived.isEmpty()) {
                sendings++;
                FakeNodes.Arrived next = nodes.next();
                nodes.refuse(next, "NOT_LEADER", next.node() % 3 + 1, true);
            }
            world.settle();
        }
        assertThat(sendings).isBetween(5, 40);
    }

    @Test
    void X05_aLostReplyIsAskedForAgainAndAnotherNodeIsTried() {
        ClientSession session = world.openSession();
        CompletableFuture<Outcome> a = session.submit(Bytes.utf8("a"), Duration.ofSeconds(30));
        world.settle();
        FakeNodes.Arrived unanswered = nodes.next();
        world.runtime.run(Duration.ofMillis(2_200));
        FakeNodes.Arrived again = nodes.next();
        assertThat(again.node()).isNotEqualTo(unanswered.node());
        assertThat(again.bundle().firstNumber())
                .as("it may have been executed under this number")
                .isEqualTo(unanswered.bundle().firstNumber());
        nodes.execute(again);
        world.settle();
        assertThat(a).isCompletedWithValue(reply("a!"));
    }

    @Test
    void repliesOutOfOrderOrTwiceCountOnceAndOnlyContiguousOnesAreAcknowledged() {
        ClientSession session = world.openSession();
        List<CompletableFuture<Outcome>> done = new ArrayList<>();
        done.add(submit(session, "a"));
        world.settle();
        done.add(submit(session, "b"));
        world.settle();
        FakeNodes.Arrived first = nodes.next();
        FakeNodes.Arrived second = nodes.next();
        nodes.execute(second);
        nodes.execute(second);
        world.settle();
        assertThat(done.get(1)).isCompletedWithValue(reply("b!"));
        assertThat(done.get(0)).isNotDone();
        submit(session, "c");
        world.settle();
        assertThat(nodes.arrived.get(0).bundle().repliesAcknowledged()).isZero();

        nodes.execute(first);
        nodes.reply(first, 1, List.of("another answer"));
        world.settle();
        assertThat(done.get(0)).isCompletedWithValue(reply("a!"));
        submit(session, "d");
        world.settle();
        assertThat(nodes.arrived.get(1).bundle().repliesAcknowledged()).isEqualTo(2);
    }

    @Test
    void aGapIsHealedByGoingBackToTheFirstUnansweredNumber() {
        ClientSession session = world.openSession();
        submit(session, "a");
        world.settle();
        submit(session, "b");
        world.settle();
        nodes.next();
        FakeNodes.Arrived second = nodes.next();
        nodes.refuse(second, "GAP", 0, false);
        world.runtime.run(Duration.ofMillis(2_300));
        assertThat(nodes.next().commands()).containsExactly("a", "b");
    }

    @Test
    void theRestOfABundleAnsweredInPartIsSentAgainSoonToTheSameNode() {
        ClientSession session = world.openSession();
        List<CompletableFuture<Outcome>> done = several(session, 4);
        world.settle();
        FakeNodes.Arrived all = nodes.next();
        nodes.reply(all, 1, List.of("x", "y"));
        world.runtime.run(Duration.ofMillis(40));
        FakeNodes.Arrived rest = nodes.next();
        assertThat(rest.node()).isEqualTo(all.node());
        assertThat(rest.bundle().firstNumber()).isEqualTo(3);
        assertThat(rest.bundle().repliesAcknowledged()).isEqualTo(2);
        nodes.execute(rest);
        world.settle();
        assertThat(done).allMatch(CompletableFuture::isDone);
    }

    private static List<CompletableFuture<Outcome>> several(ClientSession session, int count) {
        return IntStream.range(0, count).mapToObj(i -> submit(session, "c" + i)).toList();
    }
}
