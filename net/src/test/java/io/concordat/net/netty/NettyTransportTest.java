package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.net.ClientConnection;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NettyTransportTest {
    private final Recorder one = new Recorder(11);
    private final Recorder two = new Recorder(22);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nodesMeetAndExchangeFramesInOrderOnEveryLane(boolean tls) throws Exception {
        try (TestCluster cluster = new TestCluster(tls, 2)) {
            List<NettyTransport> pair = cluster.startPair(one, two);
            assertThat(one.next()).isEqualTo(new Recorder.Report("connected 2", new PeerHello(22, 22, 0)));
            assertThat(two.next()).isEqualTo(new Recorder.Report("connected 1", new PeerHello(11, 11, 0)));
            for (Lane lane : Lane.values()) {
                for (int i = 0; i < 2_000; i++) {
                    pair.get(0).send(2, lane, TestCluster.peerFrame("a" + i));
                }
                for (int i = 0; i < 2_000; i++) {
                    assertThat(two.next()).isEqualTo(new Recorder.Report(lane + " from 1", "a" + i));
                }
                pair.get(1).send(1, lane, TestCluster.peerFrame("back"));
                assertThat(one.next()).isEqualTo(new Recorder.Report(lane + " from 2", "back"));
            }
            assertThat(pair.get(0).counters().droppedFrames()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFrameOfSeveralMegabytesArrivesWhole(boolean tls) throws Exception {
        try (TestCluster cluster = new TestCluster(tls, 2)) {
            List<NettyTransport> pair = cluster.startPair(one, two);
            one.await("connected 2");
            two.await("connected 1");
            String large = "x".repeat(3 << 20);
            Frame frame = new Frame(
                    FrameKind.PEER,
                    1,
                    Bytes.utf8("h"),
                    List.of(Bytes.utf8(large), Bytes.utf8("y"), Bytes.utf8(large.substring(0, 5_000))));
            pair.get(0).send(2, Lane.BULK, frame);
            assertThat(two.next().detail()).isEqualTo(large + "y" + large.substring(0, 5_000));
        }
    }

    @Test
    void aPeerThatDiesIsReportedAsResetAndFoundAgainInItsNextLife() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 2)) {
            List<NettyTransport> pair = cluster.startPair(one, two);
            one.await("connected 2");
            two.await("connected 1");
            pair.get(1).close();
            assertThat(one.next()).isEqualTo(new Recorder.Report("disconnected 2", true));
            assertThat(portIsFree(pair.get(1).peerAddress().getPort())).isTrue();

            Recorder reborn = new Recorder(33);
            NettyTransport again = cluster.bound(cluster.config(2));
            pair.get(0).locate(2, again.peerAddress());
            again.start(reborn, reborn);
            assertThat(one.await("connected 2").detail()).isEqualTo(new PeerHello(33, 33, 0));
            reborn.await("connected 1");
            again.send(1, Lane.CONTROL, TestCluster.peerFrame("hello again"));
            assertThat(one.next()).isEqualTo(new Recorder.Report("CONTROL from 2", "hello again"));
        }
    }

    @Test
    void aDialledNodeThatDiesIsNoticedByTheOneItDialled() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 2)) {
            List<NettyTransport> pair = cluster.startPair(one, two);
            two.await("connected 1");
            pair.get(0).close();
            assertThat(two.next()).isEqualTo(new Recorder.Report("disconnected 1", true));
            Recorder reborn = new Recorder(44);
            cluster.bound(cluster.config(1)).start(reborn, reborn);
            assertThat(two.await("connected 1").detail()).isEqualTo(new PeerHello(44, 44, 0));
            reborn.await("connected 2");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientIsKnownByItsKeyAndGetsItsReplies(boolean tls) throws Exception {
        try (TestCluster cluster = new TestCluster(tls, 2)) {
            cluster.startPair(one, two);
            one.await("connected 2");
            Recorder listener = new Recorder(0);
            cluster.dialer(cluster.client, false).dial(1, listener);
            ClientDialer.Link link =
                    (ClientDialer.Link) listener.await("opened").detail();
            ClientConnection connection =
                    (ClientConnection) one.await("client opened").detail();
            assertThat(connection.clientKey()).isEqualTo(cluster.client.publicKey());
            assertThat(connection.admin()).isFalse();

            link.send(Frame.of(FrameKind.BUNDLE, 7, Bytes.EMPTY, Bytes.utf8("commands")));
            Frame asked = (Frame) one.await("client sent").detail();
            assertThat(asked).isEqualTo(Frame.of(FrameKind.BUNDLE, 7, Bytes.EMPTY, Bytes.utf8("commands")));
            connection.send(Frame.of(FrameKind.REPLIES, 7, Bytes.utf8("h"), Bytes.utf8("results")));
            Frame answered = (Frame) listener.await("received").detail();
            assertThat(answered.payload()).containsExactly(Bytes.utf8("results"));

            link.close();
            assertThat(listener.next()).isEqualTo(new Recorder.Report("closed", "CONNECTION_LOST"));
            assertThat(one.next().what()).isEqualTo("client closed");
        }
    }

    @Test
    void anAdministratorIsKnownByItsKey() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 1)) {
            cluster.bound(cluster.config(1)).start(one, one);
            Recorder listener = new Recorder(0);
            cluster.dialer(cluster.admin, true).dial(1, listener);
            listener.await("opened");
            ClientConnection connection =
                    (ClientConnection) one.await("client opened").detail();
            assertThat(connection.admin()).isTrue();
        }
    }

    @Test
    void aNodeThatIsDownIsAConnectionLost() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 1)) {
            cluster.bound(cluster.config(1)).close();
            Recorder listener = new Recorder(0);
            cluster.dialer(cluster.client, false).dial(1, listener);
            assertThat(listener.next()).isEqualTo(new Recorder.Report("closed", "CONNECTION_LOST"));
            cluster.dialer(cluster.client, false).dial(9, listener);
            assertThat(listener.next()).isEqualTo(new Recorder.Report("closed", "CONNECTION_LOST"));
        }
    }

    private static boolean portIsFree(int port) throws Exception {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(TestCluster.loopback(port));
            return socket.isBound();
        }
    }
}
