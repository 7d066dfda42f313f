package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may open which port with which key. Node 2 is under test; the others only exist on paper. */
@Timeout(60)
class IdentityTest {
    private static final PeerHello FACTS = new PeerHello(1, 1, 0);

    private final Recorder two = new Recorder(22);

    @Test
    void theNodePortIsForEnrolledNodesUnderTheirOwnNumber() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 3)) {
            NettyTransport node = started(cluster);
            assertThat(asPeer(cluster, cluster.keys.get(1), 1)).isEqualTo("welcome");
            assertThat(asPeer(cluster, cluster.keys.get(3), 1)).isEqualTo("WRONG_IDENTITY");
            assertThat(asPeer(cluster, cluster.client, 1)).isEqualTo("WRONG_IDENTITY");
            assertThat(asPeer(cluster, cluster.admin, 1)).isEqualTo("WRONG_IDENTITY");
            assertThat(asPeer(cluster, TestCluster.stranger(), 1)).isEqualTo("WRONG_IDENTITY");
            assertThat(node.counters().refused()).isEqualTo(4);
            assertThat(two.quiet()).isTrue();
        }
    }

    @Test
    void theClientPortIsForEnrolledClients() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 3)) {
            started(cluster);
            assertThat(asClient(cluster, cluster.client, HelloRole.CLIENT)).isEqualTo("welcome");
            assertThat(asClient(cluster, cluster.admin, HelloRole.ADMIN)).isEqualTo("welcome");
            assertThat(asClient(cluster, cluster.client, HelloRole.ADMIN)).isEqualTo("WRONG_IDENTITY");
            assertThat(asClient(cluster, cluster.client, HelloRole.PEER)).isEqualTo("WRONG_IDENTITY");
            assertThat(asClient(cluster, cluster.keys.get(1), HelloRole.CLIENT)).isEqualTo("WRONG_IDENTITY");
            assertThat(asClient(cluster, TestCluster.stranger(), HelloRole.CLIENT))
                    .isEqualTo("WRONG_IDENTITY");
        }
    }

    @Test
    void whoDialsInsistsOnTheKeyOfTheNodeItMeans() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 3)) {
            NettyTransport node = started(cluster);
            cluster.clientAddresses.put(3, node.clientAddress());
            Recorder listener = new Recorder(0);
            cluster.dialer(cluster.client, false).dial(3, listener);
            assertThat(listener.next()).isEqualTo(new Recorder.Report("closed", "WRONG_IDENTITY"));
            try (Probe probe = new Probe(cluster.security(cluster.keys.get(1)))) {
                Hello hello = hello(1, HelloRole.PEER, cluster.keys.get(1));
                assertThat(probe.dial(node.peerAddress(), cluster.keys.get(3).publicKey(), hello))
                        .isEqualTo("WRONG_IDENTITY");
                // Nobody is dialled without a pin.
                assertThat(probe.dial(node.peerAddress(), null, hello)).isEqualTo("WRONG_IDENTITY");
            }
            assertThat(two.quiet()).isTrue();
        }
    }

    @Test
    void aHelloThatDoesNotFitIsRefusedWithTheReason() throws Exception {
        try (TestCluster cluster = new TestCluster(false, 3)) {
            NettyTransport node = started(cluster);
            Hello good = hello(1, HelloRole.PEER, cluster.keys.get(1));
            Bytes other = Bytes.utf8("another");
            assertThat(plain(node, with(good, 1, 1, other, 1, 2, TestCluster.DIGEST)))
                    .isEqualTo("WRONG_CLUSTER");
            assertThat(plain(node, with(good, 1, 1, good.cluster(), 1, 2, other)))
                    .isEqualTo("WRONG_CONFIGURATION");
            assertThat(plain(node, with(good, 2, 3, good.cluster(), 1, 2, TestCluster.DIGEST)))
                    .isEqualTo("WRONG_VERSION");
            assertThat(plain(node, with(good, 1, 1, good.cluster(), 1, 3, TestCluster.DIGEST)))
                    .isEqualTo("WRONG_IDENTITY");
            assertThat(plain(node, with(good, 1, 1, good.cluster(), 9, 2, TestCluster.DIGEST)))
                    .isEqualTo("WRONG_IDENTITY");
            assertThat(plain(node, hello(1, HelloRole.CLIENT, cluster.keys.get(1))))
                    .isEqualTo("WRONG_IDENTITY");
            assertThat(node.counters().refused()).isEqualTo(6);
            assertThat(plain(node, good)).isEqualTo("welcome");
        }
    }

    @Test
    void theRefusedNodeCanTellWhy() throws Exception {
        try (TestCluster cluster = new TestCluster(true, 2)) {
            started(cluster);
            NettyTransport.Config good = cluster.config(1);
            NettyTransport stray = cluster.bound(new NettyTransport.Config(
                    1,
                    good.cluster(),
                    Bytes.utf8("edited by hand"),
                    good.peerListen(),
                    good.clientListen(),
                    good.peers(),
                    good.security(),
                    good.limits(),
                    1));
            Recorder one = new Recorder(11);
            stray.start(one, one);
            TestCluster.await(() -> stray.refusal(2).isPresent());
            assertThat(stray.refusal(2).orElseThrow().code().name()).isEqualTo("WRONG_CONFIGURATION");
            assertThat(one.quiet()).isTrue();
        }
    }

    @Test
    void aKeyHasOneRole() {
        Bytes key = TestCluster.stranger().publicKey();
        TreeMap<Integer, Bytes> members = new TreeMap<>();
        members.put(1, key);
        assertThatThrownBy(() -> new PinnedTrust(members, Set.of(key), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        members.put(2, key);
        assertThatThrownBy(() -> new PinnedTrust(members, Set.of(), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keyFilesArePrivateAndExact(@TempDir Path directory) throws Exception {
        Ed25519Key key = TestCluster.stranger();
        Path file = directory.resolve("key.pem");
        key.write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Ed25519Key.read(file).seed()).isEqualTo(key.seed());
        assertThat(Ed25519Key.read(file).publicKey()).isEqualTo(key.publicKey());
        assertThat(key.toString()).doesNotContain(key.seed().toHex());
        assertThatThrownBy(() -> key.write(file)).isInstanceOf(IOException.class);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Ed25519Key.read(file)).hasMessageContaining("0600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String text = Files.readString(file);
        Files.writeString(file, text.replace("MC4C", "MC4D"));
        assertThatThrownBy(() -> Ed25519Key.read(file)).isInstanceOf(IOException.class);
        Files.writeString(file, "not a key");
        assertThatThrownBy(() -> Ed25519Key.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void aSeedGivesThePublicKeyOfRfc8032() {
        // RFC 8032, section 7.1, test 1.
        Bytes seed = Bytes.fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        assertThat(Ed25519Key.ofSeed(seed).publicKey().toHex())
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    private NettyTransport started(TestCluster cluster) {
        NettyTransport node = cluster.bound(cluster.config(2));
        node.start(two, two);
        return node;
    }

    private String asPeer(TestCluster cluster, Ed25519Key key, int claimed) throws Exception {
        try (Probe probe = new Probe(cluster.security(key))) {
            return probe.dial(
                    cluster.peerAddress(2), cluster.keys.get(2).publicKey(), hello(claimed, HelloRole.PEER, key));
        }
    }

    private String asClient(TestCluster cluster, Ed25519Key key, HelloRole role) throws Exception {
        try (Probe probe = new Probe(cluster.security(key))) {
            int claimed = role == HelloRole.PEER ? 1 : 0;
            return probe.dial(
                    cluster.clientAddresses.get(2), cluster.keys.get(2).publicKey(), hello(claimed, role, key));
        }
    }

    private static String plain(NettyTransport node, Hello hello) throws Exception {
        try (Probe probe = new Probe(Security.insecure(hello.key()))) {
            return probe.dial(node.peerAddress(), null, hello);
        }
    }

    private static Hello hello(int node, HelloRole role, Ed25519Key key) {
        return new Hello(
                1, 1, TestCluster.CLUSTER, role, node, 2, Lane.CONTROL, 1, FACTS, TestCluster.DIGEST, key.publicKey());
    }

    private static Hello with(Hello hello, int min, int max, Bytes cluster, int node, int to, Bytes digest) {
        return new Hello(
                min,
                max,
                cluster,
                hello.role(),
                node,
                to,
                hello.lane(),
                hello.attempt(),
                hello.facts(),
                digest,
                hello.key());
    }
}
