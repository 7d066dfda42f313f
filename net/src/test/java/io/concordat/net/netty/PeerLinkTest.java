package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Node 2 accepts from node 1, whose every single connection is ours to make and break. */
@Timeout(60)
class PeerLinkTest {
    private final Recorder two = new Recorder(22);

    @Test
    void lanesStandTogetherAndFallTogether() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 2);
                Probe control = probe(cluster);
                Probe replication = probe(cluster);
                Probe bulk = probe(cluster)) {
            started(cluster);
            assertThat(dial(cluster, control, Lane.CONTROL, 7, 1)).isEqualTo("welcome");
            assertThat(dial(cluster, replication, Lane.REPLICATION, 7, 1)).isEqualTo("welcome");
            assertThat(two.quiet()).isTrue();
            assertThat(dial(cluster, bulk, Lane.BULK, 7, 1)).isEqualTo("welcome");
            assertThat(two.next()).isEqualTo(new Recorder.Report("connected 1", new PeerHello(7, 7, 0)));

            bulk.close();
            assertThat(two.next()).isEqualTo(new Recorder.Report("disconnected 1", true));
            // A lane of the set that fell cannot stand up again alone; the next set can.
            try (Probe late = probe(cluster)) {
                assertThat(dial(cluster, late, Lane.BULK, 7, 1)).isEqualTo("BUSY");
                for (Lane lane : Lane.values()) {
                    assertThat(dial(cluster, late, lane, 7, 2)).isEqualTo("welcome");
                }
                assertThat(two.next().what()).isEqualTo("connected 1");
            }
        }
    }

    @Test
    void aNewerAttemptOrLifeReplacesTheOldOne() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 2);
                Probe probe = probe(cluster)) {
            started(cluster);
            for (Lane lane : Lane.values()) {
                dial(cluster, probe, lane, 7, 5);
            }
            assertThat(two.next().what()).isEqualTo("connected 1");
            assertThat(dial(cluster, probe, Lane.CONTROL, 7, 4)).isEqualTo("BUSY");
            assertThat(two.quiet()).isTrue();
            // Dialled anew in the same life: the way was lost, not the process.
            assertThat(dial(cluster, probe, Lane.CONTROL, 7, 6)).isEqualTo("welcome");
            assertThat(two.next()).isEqualTo(new Recorder.Report("disconnected 1", false));
            for (Lane lane : new Lane[] {Lane.REPLICATION, Lane.BULK}) {
                dial(cluster, probe, lane, 7, 6);
            }
            assertThat(two.next().what()).isEqualTo("connected 1");
            // A new life begins to count at 1 and wins at once.
            assertThat(dial(cluster, probe, Lane.CONTROL, 8, 1)).isEqualTo("welcome");
            assertThat(two.next()).isEqualTo(new Recorder.Report("disconnected 1", true));
        }
    }

    private void started(TestCluster cluster) {
        cluster.bound(cluster.config(2)).start(two, two);
    }

    private static Probe probe(TestCluster cluster) {
        return new Probe(cluster.security(cluster.keys.get(1)));
    }

    private static String dial(TestCluster cluster, Probe probe, Lane lane, long incarnation, long attempt)
            throws Exception {
        Bytes key = cluster.keys.get(1).publicKey();
        PeerHello facts = new PeerHello(incarnation, incarnation, 0);
        Hello hello = new Hello(
                1, 1, TestCluster.CLUSTER, HelloRole.PEER, 1, 2, lane, attempt, facts, TestCluster.DIGEST, key);
        return probe.dial(cluster.peerAddress(2), null, hello);
    }
}
