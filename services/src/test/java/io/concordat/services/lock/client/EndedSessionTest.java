package io.concordat.services.lock.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.client.ClientSetup;
import io.concordat.client.ClientTimeouts;
import io.concordat.client.ClusterClient;
import io.concordat.config.Limits;
import io.concordat.net.ClientDialer;
import io.concordat.runtime.ThreadRuntime;
import io.concordat.services.lock.LockEvent;
import io.concordat.services.lock.LockOwner;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session's end is told once, to those whom it knows; whoever comes to it only then hears of it too. */
class EndedSessionTest {
    private static final LockOwner OWNER = LockOwner.self("task-1");

    private final ThreadRuntime runtime = new ThreadRuntime("test");
    private final ClusterClient cluster = new ClusterClient(new ClientSetup(
            Bytes.wrap(new byte[16]),
            0,
            List.of(1),
            Bytes.wrap(new byte[32]),
            null,
            new Silence(),
            runtime,
            Runnable::run,
            Limits.DEFAULTS,
            ClientTimeouts.DEFAULTS));
    private final HoldingSession session = new HoldingSession(new LockClient(cluster, LockOptions.DEFAULTS));

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void nobodyBeginsToWaitForAnEvent() {
        session.lost("SESSION_UNKNOWN");
        assertThat(session.await(7, new Acquisition(session, LockRequest.exclusive("a"), OWNER)))
                .isEqualTo(new LockEvent.GaveUp(7, 0, LockEvent.Why.OWNER_GONE));
    }

    @Test
    void nobodyGetsALease() {
        Bytes name = Bytes.utf8("a");
        assertThat(session.lease(name, OWNER, 1)).isNotNull();
        session.lost("SESSION_UNKNOWN");
        assertThat(session.lease(name, OWNER, 1)).isNull();
        assertThat(session.lease(name, OWNER, 2)).isNull();
    }

    /** Nobody is ever reached. */
    private static final class Silence implements ClientDialer {
        @Override
        public void dial(int node, Listener listener) {}

        @Override
        public void close() {}
    }
}
