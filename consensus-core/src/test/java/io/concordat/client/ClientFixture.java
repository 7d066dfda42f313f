package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client of three fake nodes in virtual time. */
final class ClientFixture {
    static final Duration LONG = Duration.ofSeconds(5);
    static final Duration A_MOMENT = Duration.ofMillis(1);
    static final Duration TTL = Duration.ofSeconds(30);

    final VirtualRuntime runtime;
    final FakeNodes nodes;
    final ClusterClient client;
    final List<String> heard = new ArrayList<>();

    ClientFixture() {
        this(7, Limits.DEFAULTS);
    }

    ClientFixture(long seed, Limits limits) {
        runtime = new VirtualRuntime(seed);
        nodes = new FakeNodes(runtime);
        client = new ClusterClient(new ClientSetup(
                Bytes.wrap(new byte[16]),
                0,
                List.of(1, 2, 3),
                Bytes.wrap(new byte[32]),
                null,
                nodes,
                runtime,
                runtime.newLoop("callbacks"),
                limits,
                ClientTimeouts.DEFAULTS));
    }

    ClientSession openSession() {
        CompletableFuture<ClientSession> opened = client.openSession(TTL, LONG, new SessionListener() {
            @Override
            public void event(long number, Bytes event) {
                heard.add(number + " " + event.toUtf8());
            }

            @Override
            public void lost(String code) {
                heard.add("lost " + code);
            }
        });
        settle();
        assertThat(opened).isCompleted();
        return opened.join();
    }

    static CompletableFuture<Outcome> submit(ClientSession session, String command) {
        return session.submit(Bytes.utf8(command), LONG);
    }

    /** Everything that happens at once happens. */
    void settle() {
        runtime.run(A_MOMENT);
    }

    static Outcome reply(String text) {
        return new Outcome.Reply(Bytes.utf8(text));
    }

    static void assertRefused(CompletableFuture<Outcome> outcome, String code) {
        assertThat(outcome)
                .isCompletedWithValueMatching(
                        o -> o instanceof Outcome.Refused refused
                                && refused.code().equals(code),
                        "refused with " + code);
    }

    static void assertUnknown(CompletableFuture<Outcome> outcome) {
        assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof Outcome.Unknown, "unknown");
    }
}
