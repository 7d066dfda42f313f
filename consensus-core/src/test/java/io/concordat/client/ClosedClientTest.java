package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientDialer;
import io.concordat.runtime.ThreadRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asks a client whose threads are gone is told so: with nobody to complete it, a future would never end. */
class ClosedClientTest {
    private final ThreadRuntime runtime = new ThreadRuntime("test");
    private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
    private final ClusterClient client = new ClusterClient(new ClientSetup(
            Bytes.wrap(new byte[16]),
            0,
            List.of(1, 2, 3),
            Bytes.wrap(new byte[32]),
            null,
            new Silence(),
            runtime,
            callbacks,
            Limits.DEFAULTS,
            ClientTimeouts.DEFAULTS));
    private final CompletableFuture<ClientSession> before =
            client.openSession(Duration.ofSeconds(30), Duration.ofMinutes(5));

    @BeforeEach
    void close() {
        client.close();
        runtime.close();
        callbacks.shutdown();
    }

    @Test
    void whatWasUnderWayIsTold() {
        assertClosed(before);
    }

    @Test
    void aSession() {
        assertClosed(client.openSession(Duration.ofSeconds(30), Duration.ofMinutes(5)));
    }

    @Test
    void aRead() {
        assertThat(client.query(Bytes.utf8("now"), Duration.ofMinutes(5)))
                .succeedsWithin(Duration.ofSeconds(10))
                .asString()
                .contains(ErrorCode.NO_QUORUM.name());
    }

    private static void assertClosed(CompletableFuture<ClientSession> opened) {
        assertThat(opened)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("closed");
    }

    /** Nobody is ever reached. */
    private static final class Silence implements ClientDialer {
        @Override
        public void dial(int node, Listener listener) {}

        @Override
        public void close() {}
    }
}
