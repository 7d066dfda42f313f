package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.ClientConnection;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.PeerReceiver;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody with a socket and bad intentions can do to a node: nothing that others notice. */
@Timeout(60)
class HostilePortTest {
    private final Recorder node = new Recorder(22);

    @Test
    void anythingButAHelloEndsTheConnection() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, Limits.DEFAULTS);
            byte[] noise = new byte[5_000];
            new Random(3).nextBytes(noise);
            byte[] longHello = wire(Frame.of(FrameKind.HELLO, 0, Bytes.wrap(new byte[4_097]), Bytes.EMPTY));
            byte[] badHello = wire(Frame.of(FrameKind.HELLO, 0, Bytes.wrap(new byte[] {-1, -1, -1}), Bytes.EMPTY));
            byte[] bundle = wire(Frame.of(FrameKind.BUNDLE, 0, Bytes.EMPTY, Bytes.utf8("commands")));
            for (byte[] opening : List.of(noise, longHello, badHello, bundle)) {
                for (InetSocketAddress port : List.of(transport.peerAddress(), transport.clientAddress())) {
                    assertThat(answerTo(port, opening)).isZero();
                }
            }
            assertThat(transport.counters().malformed()).isEqualTo(8);
            assertThat(node.quiet()).isTrue();
        }
    }

    @Test
    void plaintextAgainstATlsPortIsNotHeard() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 1)) {
            NettyTransport transport = started(cluster, Limits.DEFAULTS);
            Hello hello = new Hello(
                    1,
                    1,
                    TestCluster.CLUSTER,
                    HelloRole.ADMIN,
                    0,
                    1,
                    null,
                    1,
                    Hello.NO_FACTS,
                    TestCluster.DIGEST,
                    cluster.admin.publicKey());
            try (Socket socket = open(transport.clientAddress())) {
                socket.getOutputStream().write(wire(hello.toFrame()));
                byte[] answer = socket.getInputStream().readAllBytes();
                // At most a TLS alert; never one of our frames.
                assertThat(answer.length).isLessThan(Frame.FIXED_LENGTH);
            }
            // TLS closes the socket first and tells afterwards.
            TestCluster.await(() -> transport.counters().malformed() == 1);
            assertThat(node.quiet()).isTrue();
        }
    }

    @Test
    void whoTricklesItsHelloIsCutOffInTime() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, Limits.DEFAULTS);
            long start = System.nanoTime();
            assertThat(answerTo(transport.clientAddress(), new byte[] {(byte) 0xC0}))
                    .isZero();
            assertThat(System.nanoTime() - start).isBetween(4_000_000_000L, 15_000_000_000L);
            assertThat(transport.counters().helloTimeouts()).isEqualTo(1);
        }
    }

    @Test
    void aFloodOfHalfOpenConnectionsDoesNotKeepOthersOut() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 1)) {
            NettyTransport transport = started(cluster, limits(8, 64, 1 << 20));
            List<Socket> flood = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    flood.add(open(transport.clientAddress()));
                }
                for (int i = 0; i < 32; i++) {
                    assertThat(flood.get(i).getInputStream().read()).isEqualTo(-1);
                }
                Recorder listener = new Recorder(0);
                cluster.dialer(cluster.client, false).dial(1, listener);
                listener.await("opened");
                assertThat(transport.counters().evicted()).isEqualTo(33);
            } finally {
                for (Socket socket : flood) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void oneKeyHasOnlySoManyConnections() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            started(cluster, limits(64, 2, 1 << 20));
            NettyDialer dialer = cluster.dialer(cluster.client, false);
            Recorder first = new Recorder(0);
            Recorder second = new Recorder(0);
            Recorder third = new Recorder(0);
            dialer.dial(1, first);
            ClientDialer.Link link = (ClientDialer.Link) first.await("opened").detail();
            dialer.dial(1, second);
            second.await("opened");
            dialer.dial(1, third);
            assertThat(third.next()).isEqualTo(new Recorder.Report("closed", "BUSY"));
            link.close();
            node.await("client closed");
            dialer.dial(1, third);
            third.await("opened");
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, limits(64, 64, 1 << 20));
            try (Socket socket = open(transport.clientAddress())) {
                socket.getOutputStream().write(wire(clientHello(cluster).toFrame()));
                ClientConnection client =
                        (ClientConnection) node.await("client opened").detail();
                Frame reply = Frame.of(FrameKind.REPLIES, 0, Bytes.EMPTY, Bytes.wrap(new byte[256 << 10]));
                for (int i = 0; i < 1_000 && transport.counters().slowReaders() == 0; i++) {
                    client.send(reply);
                }
                node.await("client closed");
                assertThat(transport.counters().slowReaders()).isEqualTo(1);
                TestCluster.await(() -> transport.clientBytes() == 0 && transport.clientConnections() == 0);
            }
        }
    }

    @Test
    void aClientCannotSpeakAsANode() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, Limits.DEFAULTS);
            try (Socket socket = open(transport.clientAddress())) {
                socket.getOutputStream().write(wire(clientHello(cluster).toFrame()));
                node.await("client opened");
                socket.getOutputStream().write(wire(TestCluster.peerFrame("vote")));
                assertThat(node.next().what()).isEqualTo("client closed");
                assertThat(transport.counters().malformed()).isEqualTo(1);
            }
        }
    }

    @Test
    void aReceiverThatPausesIsNotReadTo() throws Exception {
        CompletableFuture<PeerReceiver.Flow> flow = new CompletableFuture<>();
        AtomicInteger received = new AtomicInteger();
        Recorder pausing = new Recorder(22);
        PeerReceiver two = new PeerReceiver() {
            @Override
            public PeerHello hello(int peer) {
                return pausing.hello(peer);
            }

            @Override
            public void connected(int peer, PeerHello theirs) {
                pausing.connected(peer, theirs);
            }

            @Override
            public void disconnected(int peer, boolean reset) {
                pausing.disconnected(peer, reset);
            }

            @Override
            public void received(int peer, Lane lane, Frame frame, Flow ofLane) {
                if (received.incrementAndGet() == 1) {
                    ofLane.pause();
                    flow.complete(ofLane);
                }
                if (lane == Lane.CONTROL || frame.payloadLength() == 4) {
                    pausing.received(peer, lane, Frame.of(FrameKind.PEER, 0, Bytes.EMPTY, Bytes.EMPTY), ofLane);
                }
            }
        };
        try (TestCluster cluster = new TestCluster(false, 2)) {
            cluster.bound(cluster.config(2)).start(two, node);
            NettyTransport first = cluster.bound(cluster.config(1));
            Recorder one = new Recorder(11);
            first.start(one, one);
            one.await("connected 2");
            pausing.await("connected 1");
            Frame large = Frame.of(FrameKind.PEER, 0, Bytes.EMPTY, Bytes.wrap(new byte[256 << 10]));
            first.send(2, Lane.BULK, large);
            PeerReceiver.Flow paused = flow.get(20, TimeUnit.SECONDS);
            int sent = 1;
            while (first.counters().droppedFrames() == 0 && sent < 1_000) {
                first.send(2, Lane.BULK, large);
                sent++;
            }
            // The bound is reached, the paused lane has delivered no more, and the other lane is as free as ever.
            assertThat(first.counters().droppedFrames()).isEqualTo(1);
            assertThat(received.get()).isLessThanOrEqualTo(2);
            first.send(2, Lane.CONTROL, TestCluster.peerFrame("vote"));
            assertThat(pausing.next().what()).isEqualTo("CONTROL from 1");
            paused.resume();
            int all = sent;
            TestCluster.await(() -> received.get() >= all);
            first.send(2, Lane.BULK, TestCluster.peerFrame("last"));
            assertThat(pausing.next().what()).isEqualTo("BULK from 1");
        }
    }

    private NettyTransport started(TestCluster cluster, Limits limits) {
        NettyTransport.Config config = cluster.config(1);
        NettyTransport transport = cluster.bound(new NettyTransport.Config(
                1,
                config.cluster(),
                config.configDigest(),
                config.peerListen(),
                config.clientListen(),
                config.peers(),
                config.security(),
                limits,
                1));
        transport.start(node, node);
        return transport;
    }

    private static Limits limits(int halfOpen, int perClient, int outbound) {
        Limits d = Limits.DEFAULTS;
        return new Limits(
                d.helloBytes(),
                d.peerFrameBytes(),
                d.clientFrameBytes(),
                d.bundleBytes(),
                d.bundleCommands(),
                d.batchBytes(),
                d.peerWindowBytes(),
                d.entryCacheBytes(),
                d.pendingBytes(),
                d.sessionPendingBytes(),
                outbound,
                d.connections(),
                perClient,
                halfOpen,
                d.sessions(),
                d.sessionReplyBytes(),
                d.sessionEventBytes(),
                d.pendingReads(),
                d.nameBytes(),
                d.receivingBytes(),
                d.outboundBytes(),
                d.handshakesPerSecond(),
                d.sessionsPerClient());
    }

    private static Hello clientHello(TestCluster cluster) {
        return new Hello(
                1,
                1,
                TestCluster.CLUSTER,
                HelloRole.CLIENT,
                0,
                1,
                null,
                0,
                Hello.NO_FACTS,
                Bytes.EMPTY,
                cluster.client.publicKey());
    }

    private static int answerTo(InetSocketAddress port, byte[] opening) throws Exception {
        try (Socket socket = open(port)) {
            socket.getOutputStream().write(opening);
            return socket.getInputStream().readAllBytes().length;
        } catch (java.net.SocketException reset) {
            return 0;
        }
    }

    private static Socket open(InetSocketAddress port) throws Exception {
        Socket socket = new Socket(port.getAddress(), port.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static byte[] wire(Frame frame) {
        var buffer = FrameEncoder.encode(UnpooledByteBufAllocator.DEFAULT, frame);
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }
}
