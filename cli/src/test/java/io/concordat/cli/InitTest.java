package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What init writes: the facts, two clients, a self-contained directory for each node. */
class InitTest {
    @TempDir
    Path home;

    @Test
    void nodesListenTenPortsApartOnOneHost() {
        Path dir = home.resolve("c");
        Ran ran = Ran.json("init", dir.toString(), "--protocol", "raft", "--base-port", "9000")
                .exits(0);
        assertThat(ran.object().keySet()).containsExactly("cluster", "directory", "protocol", "nodes");
        assertThat(ran.object()).containsEntry("nodes", 3L).containsEntry("protocol", "raft");
        ClusterFile made = ClusterFiles.read(dir.resolve("cluster.toml"));
        assertThat(made.nodes()).hasSize(3).allSatisfy(node -> {
            assertThat(node.host()).isEqualTo("127.0.0.1");
            assertThat(node.peerPort()).isEqualTo(9_000 + 10 * (node.node() - 1));
            assertThat(node.clientPort()).isEqualTo(node.peerPort() + 1);
        });
        assertThat(made.tls()).isTrue();
        assertThat(made.signatures()).isTrue();
    }

    @Test
    void secretsAreTheirOwnersAlone() throws IOException {
        Path dir = home.resolve("c");
        Ran.concordat("init", dir.toString(), "--nodes", "1").exits(0);
        for (String secret : new String[] {"client.toml", "admin.toml", "node-1/node.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
        assertThat(dir.resolve("node-1/node.toml")).exists();
        assertThat(dir.resolve("node-1/cluster.toml")).hasSameTextualContentAs(dir.resolve("cluster.toml"));
    }

    @Test
    void severalHostsHaveOneNodeEachOnTheSamePorts() {
        Path dir = home.resolve("c");
        Ran.concordat("init", dir.toString(), "--host", "n1.example,n2.example,n3.example,n4.example,n5.example")
                .exits(0);
        ClusterFile made = ClusterFiles.read(dir.resolve("cluster.toml"));
        assertThat(made.nodes()).hasSize(5).allSatisfy(node -> {
            assertThat(node.host()).isEqualTo("n" + node.node() + ".example");
            assertThat(node.peerPort()).isEqualTo(7_400);
        });
    }

    @Test
    void aNodeThatMakesNothingSaferIsPointedOut() {
        Ran five = Ran.concordat("init", home.resolve("p5").toString(), "--protocol", "pbft", "--nodes", "5")
                .exits(0);
        assertThat(five.err()).contains("5 nodes go on with 1 of them faulty, as 4 would; 7 go on with 2");
        Ran six = Ran.concordat("init", home.resolve("r6").toString(), "--nodes", "6")
                .exits(0);
        assertThat(six.err()).contains("6 nodes go on with 2 of them faulty, as 5 would; 7 go on with 3");
        assertThat(Ran.concordat("init", home.resolve("r5").toString(), "--nodes", "5")
                        .exits(0)
                        .err())
                .isEmpty();
    }

    @Test
    void insecurityIsSaidLoudlyAndSettingsGoToTheirFiles() throws IOException {
        Path dir = home.resolve("c");
        Ran ran = Ran.concordat(
                        "init",
                        dir.toString(),
                        "--insecure",
                        "--set",
                        "jvm.heap=128MiB",
                        "--set",
                        "limits.sessions=7000")
                .exits(0);
        assertThat(ran.err()).contains("WARNING", "INSECURE");
        ClusterFile made = ClusterFiles.read(dir.resolve("cluster.toml"));
        assertThat(made.tls()).isFalse();
        assertThat(made.signatures()).isFalse();
        assertThat(made.limits().sessions()).isEqualTo(7_000);
        assertThat(Files.readString(dir.resolve("node-2/node.toml"))).contains("jvm.heap = \"128MiB\"");
        assertThat(Files.readString(dir.resolve("cluster.toml"))).doesNotContain("jvm.heap");
    }

    @Test
    void anEmptyDirectoryMayBeThereAlready() throws IOException {
        Files.createDirectory(home.resolve("empty"));
        Ran.concordat("init", home.resolve("empty").toString()).exits(0);
        Ran.concordat("init", home.resolve("empty").toString()).exits(2);
    }
}
