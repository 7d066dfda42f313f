package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Keys, addresses and configuration of a small cluster whose ports are chosen by the kernel. Closes what it made. */
final class TestCluster implements AutoCloseable {
    static final Bytes CLUSTER = Bytes.utf8("sixteen bytes id");
    static final Bytes DIGEST = Bytes.utf8("digest of cluster.toml");
    private static final SecureRandom RANDOM = new SecureRandom();

    final boolean tls;
    final SortedMap<Integer, Ed25519Key> keys = new TreeMap<>();
    final Ed25519Key client = Ed25519Key.generate(RANDOM);
    final Ed25519Key admin = Ed25519Key.generate(RANDOM);
    final SortedMap<Integer, InetSocketAddress> clientAddresses = new TreeMap<>();
    private final SortedMap<Integer, InetSocketAddress> peerAddresses = new TreeMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    TestCluster(boolean tls, int nodes) {
        this.tls = tls;
        for (int node = 1; node <= nodes; node++) {
            keys.put(node, Ed25519Key.generate(RANDOM));
            peerAddresses.put(node, loopback(0));
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    static Ed25519Key stranger() {
        return Ed25519Key.generate(RANDOM);
    }

    static Frame peerFrame(String payload) {
        return Frame.of(FrameKind.PEER, 1, Bytes.utf8("header"), Bytes.utf8(payload));
    }

    InetSocketAddress peerAddress(int node) {
        return peerAddresses.get(node);
    }

    /** For what no report announces. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Recorder.PATIENCE_SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("what was awaited did not come");
            }
            Thread.yield();
        }
    }

    PinnedTrust trust() {
        SortedMap<Integer, Bytes> members = new TreeMap<>();
        keys.forEach((node, key) -> members.put(node, key.publicKey()));
        return new PinnedTrust(members, Set.of(client.publicKey()), Set.of(admin.publicKey()));
    }

    Security security(Ed25519Key key) {
        return tls ? Security.tls(key, trust()) : Security.insecure(key.publicKey());
    }

    NettyTransport.Config config(int node) {
        return new NettyTransport.Config(
                node,
                CLUSTER,
                DIGEST,
                loopback(0),
                loopback(0),
                peerAddresses,
                security(keys.get(node)),
                Limits.DEFAULTS,
                1);
    }

    /** A bound transport; the other nodes of this cluster made later will know its address. */
    NettyTransport bound(NettyTransport.Config config) {
        NettyTransport transport = new NettyTransport(config);
        open.add(transport);
        transport.bind();
        peerAddresses.put(config.self(), transport.peerAddress());
        clientAddresses.put(config.self(), transport.clientAddress());
        return transport;
    }

    /** Starts node 2, then node 1, which dials it. */
    List<NettyTransport> startPair(Recorder one, Recorder two) {
        NettyTransport second = bound(config(2));
        second.start(two, two);
        NettyTransport first = bound(config(1));
        first.start(one, one);
        return List.of(first, second);
    }

    NettyDialer dialer(Ed25519Key key, boolean asAdmin) {
        NettyDialer dialer = new NettyDialer(new NettyDialer.Config(
                CLUSTER, Bytes.EMPTY, asAdmin, clientAddresses, security(key), Limits.DEFAULTS, 1));
        open.add(dialer);
        return dialer;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
