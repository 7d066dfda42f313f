package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.ClientConnection;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that have a key and use it to hold as much of a node as they can. */
@Timeout(60)
class FloodTest {
    private final Recorder node = new Recorder(22);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void framesBegunAndNotEndedAreBoundedOverAllConnections() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, limits(2 << 20, 64 << 20, 1_000));
            // One alone may hold a third: it counts for the connection, for its key, and for all.
            byte[] begun = wire(Frame.of(FrameKind.BUNDLE, 0, Bytes.EMPTY, Bytes.wrap(new byte[600 << 10])));
            for (int i = 0; i < 8; i++) {
                Socket socket = client(cluster, transport);
                try {
                    socket.getOutputStream().write(begun, 0, begun.length - 1);
                } catch (IOException cutOff) {
                    assertThat(i).isPositive();
                }
                assertThat(transport.clientBytes()).isLessThanOrEqualTo(2 << 20);
            }
            TestCluster.await(() -> transport.counters().malformed() > 0);
            Socket honest = client(cluster, transport);
            say(honest, "small");
            closeSockets();
            TestCluster.await(() -> transport.clientBytes() == 0 && transport.clientConnections() == 0);
        }
    }

    @Test
    void whoDoesNotEndAFrameIsCutOffOnceAndWhoIsIdleIsNot() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, limits(32 << 20, 64 << 20, 1_000));
            Socket loris = client(cluster, transport);
            Socket idle = client(cluster, transport);
            loris.getOutputStream().write(new byte[] {(byte) 0xC0});
            // The node has one I/O thread: what it reads of the idle one's second frame, it reads after the loris'
            // byte.
            say(idle, "one");
            say(idle, "two");
            CountDownLatch looked = node.holdAt("three");
            idle.getOutputStream().write(bundle("three"));
            node.await("client sent");
            transport.closeStalled(0);
            transport.closeStalled(0);
            looked.countDown();
            TestCluster.await(() -> transport.clientConnections() == 1);
            say(idle, "still here");
            assertThat(transport.counters().slowSenders())
                    .as("both looks saw the same one")
                    .isEqualTo(1);
            assertThat(loris.getInputStream().readAllBytes()).isNotNull();
        }
    }

    private void say(Socket client, String text) throws Exception {
        client.getOutputStream().write(bundle(text));
        node.await("client sent");
    }

    private static byte[] bundle(String text) {
        return wire(Frame.of(FrameKind.BUNDLE, 0, Bytes.EMPTY, Bytes.utf8(text)));
    }

    @Test
    void manySlowReadersTogetherHoldNoMoreThanTheCommonBound() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, limits(32 << 20, 4 << 20, 1_000));
            Frame reply = Frame.of(FrameKind.REPLIES, 0, Bytes.EMPTY, Bytes.wrap(new byte[128 << 10]));
            List<ClientConnection> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                readers.add(accepted(cluster, transport));
            }
            for (int round = 0; round < 400; round++) {
                readers.forEach(reader -> reader.send(reply));
                assertThat(transport.clientBytes()).isLessThanOrEqualTo(4 << 20);
            }
            TestCluster.await(() -> transport.counters().slowReaders() == 6);
            TestCluster.await(() -> transport.clientBytes() == 0 && transport.clientConnections() == 0);
        }
    }

    @Test
    void aReconnectStormIsLetInAtItsPace() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 1)) {
            NettyTransport transport = started(cluster, limits(32 << 20, 64 << 20, 20));
            long began = System.nanoTime();
            // The listening socket takes up to sixteen at once.
            for (int i = 0; i < 60; i++) {
                client(cluster, transport).close();
            }
            assertThat(System.nanoTime() - began)
                    .as("20 at once, the rest at 20 a second")
                    .isGreaterThan(1_000_000_000L);
            TestCluster.await(() -> transport.clientConnections() == 0);
            assertThat(transport.clientBytes()).isZero();
        }
    }

    private ClientConnection accepted(TestCluster cluster, NettyTransport transport) throws Exception {
        Socket socket = open(transport.clientAddress());
        socket.getOutputStream().write(wire(hello(cluster).toFrame()));
        return (ClientConnection) node.await("client opened").detail();
    }

    /** A connection whose hello was answered. */
    private Socket client(TestCluster cluster, NettyTransport transport) throws Exception {
        Socket socket = open(transport.clientAddress());
        socket.getOutputStream().write(wire(hello(cluster).toFrame()));
        assertThat(socket.getInputStream().read()).isNotNegative();
        return socket;
    }

    private Socket open(InetSocketAddress port) throws IOException {
        Socket socket = new Socket(port.getAddress(), port.getPort());
        socket.setSoTimeout(30_000);
        sockets.add(socket);
        return socket;
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

    private static Limits limits(int receiving, int outbound, int handshakes) {
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
                d.connectionOutboundBytes(),
                d.connections(),
                d.connectionsPerClient(),
                d.halfOpenConnections(),
                d.sessions(),
                d.sessionReplyBytes(),
                d.sessionEventBytes(),
                d.pendingReads(),
                d.nameBytes(),
                receiving,
                outbound,
                handshakes,
                d.sessionsPerClient());
    }

    private static Hello hello(TestCluster cluster) {
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

    private static byte[] wire(Frame frame) {
        var buffer = FrameEncoder.encode(UnpooledByteBufAllocator.DEFAULT, frame);
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }
}
