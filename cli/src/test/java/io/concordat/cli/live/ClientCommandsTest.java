package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.JsonText;
import io.concordat.cli.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every client command against a cluster that serves: results on stdout, the contract's keys, the right status. */
class ClientCommandsTest {
    @TempDir
    static Path home;

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(home.resolve("c"), 3);
        cluster.text("health --timeout 20s").exits(0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void countersCount() {
        assertThat(cluster.json("counter get fresh").exits(0).out()).isEqualTo("{\"name\":\"fresh\",\"value\":0}\n");
        assertThat(cluster.json("counter add fresh").exits(0).out()).isEqualTo("{\"name\":\"fresh\",\"value\":1}\n");
        assertThat(cluster.json("counter add fresh 41").exits(0).object()).containsEntry("value", 42L);
        assertThat(cluster.json("counter add fresh -50").exits(0).object()).containsEntry("value", -8L);
        assertThat(cluster.json("counter set fresh -7").exits(0).object()).containsEntry("value", -7L);
        Ran text = cluster.text("counter get fresh").exits(0);
        assertThat(text.out()).isEqualTo("fresh = -7\n");
        assertThat(text.err()).isEmpty();
    }

    @Test
    void namesMayBeAnyText() {
        assertThat(cluster.json("counter add zähler\"\\ü").exits(0).object())
                .containsEntry("name", "zähler\"\\ü")
                .containsEntry("value", 1L);
        assertThat(cluster.json("counter add --group main -- -x").exit()).isNotEqualTo(0);
        assertThat((String)
                        cluster.json("counter add " + "n".repeat(300)).error().get("message"))
                .isNotBlank();
    }

    @Test
    void compareAndSetPrintsWhatItFound() {
        cluster.json("counter set cas 5").exits(0);
        assertThat(cluster.json("counter cas cas 5 6").exits(0).object()).containsEntry("value", 6L);
        Ran refused = cluster.json("counter cas cas 5 7").exits(5);
        assertThat(refused.object()).containsEntry("name", "cas").containsEntry("value", 6L);
        assertThat(refused.error()).containsEntry("error", "CAS_MISMATCH");
        Ran text = cluster.text("counter cas cas 5 7").exits(5);
        assertThat(text.out()).contains("6");
        assertThat(text.err()).startsWith("error CAS_MISMATCH: ");
        assertThat(cluster.json("counter get cas").object()).containsEntry("value", 6L);
    }

    @Test
    void overflowIsRefusedAndChangesNothing() {
        cluster.json("counter set big 9223372036854775807").exits(0);
        Ran refused = cluster.json("counter add big").exits(5);
        assertThat(refused.error()).containsEntry("error", "COUNTER_OVERFLOW");
        assertThat(cluster.json("counter get big").object()).containsEntry("value", Long.MAX_VALUE);
        cluster.json("counter set big -9223372036854775808").exits(0);
        cluster.json("counter add big -1").exits(5);
    }

    @Test
    void statusHasALinePerNodeWithEqualHashes() {
        cluster.json("counter add seen").exits(0);
        List<Map<String, Object>> nodes = cluster.json("status").exits(0).objects();
        assertThat(nodes).hasSize(3);
        assertThat(nodes).extracting(n -> n.get("node")).containsExactly(1L, 2L, 3L);
        for (Map<String, Object> node : nodes) {
            assertThat(node.keySet().stream().limit(14))
                    .containsExactly(
                            "node",
                            "reachable",
                            "group",
                            "protocol",
                            "role",
                            "term",
                            "epoch",
                            "commitIndex",
                            "appliedIndex",
                            "stateHash",
                            "cpuSeconds",
                            "syncs",
                            "signatures",
                            "verifications");
            assertThat(node).containsEntry("reachable", true).containsEntry("group", "main");
            assertThat(node).containsEntry("protocol", "raft");
            assertThat(node).containsEntry("snapshotIndex", 0L).containsEntry("firstIndex", 1L);
            assertThat((String) node.get("stateHash")).matches("[0-9a-f]{64}");
            assertThat((String) node.get("role")).matches("leader|follower|candidate|learner|recovery");
        }
        assertThat(nodes.stream().map(n -> n.get("role")).filter("leader"::equals))
                .hasSize(1);
        assertThat(nodes.stream().map(n -> n.get("stateHash")).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(cluster.text("status").exits(0).out().lines()).hasSize(3);
    }

    @Test
    void healthIsAStatusAndAnObject() {
        assertThat(cluster.json("health").exits(0).out()).isEqualTo("{\"healthy\":true}\n");
    }

    @Test
    void anUnknownGroupIsWrongUsage() {
        assertThat(cluster.json("counter get x --group side").exits(2).error().toString())
                .contains("main");
    }

    @Test
    void aStrangersKeyIsTurnedAway() throws Exception {
        Path stranger = home.resolve("stranger");
        Ran.concordat("init", stranger.toString(), "--nodes", "1").exits(0);
        Files.copy(
                cluster.directory().resolve("cluster.toml"),
                stranger.resolve("cluster.toml"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        for (String command : List.of("counter get x", "counter add x", "health")) {
            Ran ran = Ran.json((command + " --cluster " + stranger).split(" ")).exits(8);
            assertThat(ran.out()).as(command).isEmpty();
            assertThat(ran.error()).as(command).containsEntry("error", "WRONG_IDENTITY");
        }
        cluster.json("counter add alive").exits(0);
    }

    @Test
    void anotherClustersFactsAreTurnedAway() throws Exception {
        Path other = home.resolve("other");
        Ran.concordat("init", other.toString(), "--nodes", "3").exits(0);
        String facts = Files.readString(cluster.directory().resolve("cluster.toml"));
        String id = cluster.facts().id().toHex();
        String foreign = (id.startsWith("0") ? "1" : "0") + id.substring(1);
        Files.writeString(other.resolve("cluster.toml"), facts.replace(id, foreign));
        Files.copy(
                cluster.directory().resolve("client.toml"),
                other.resolve("client.toml"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(Ran.json("counter", "add", "x", "--cluster", other.toString())
                        .exits(8)
                        .error())
                .containsEntry("error", "WRONG_CLUSTER");

        Files.writeString(
                other.resolve("cluster.toml"), facts.replace("[settings]", "[settings]\nlimits.sessions = 7000"));
        assertThat(Ran.json("counter", "add", "x", "--cluster", other.toString())
                        .exits(8)
                        .error())
                .containsEntry("error", "WRONG_CONFIGURATION");
    }

    @Test
    void aKeyThatOthersMayReadIsNotUsed() throws Exception {
        Path careless = home.resolve("careless");
        Ran.concordat("init", careless.toString(), "--nodes", "1").exits(0);
        Files.setPosixFilePermissions(careless.resolve("client.toml"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Ran.json("counter", "get", "x", "--cluster", careless.toString())
                        .exits(2)
                        .error()
                        .toString())
                .contains("0600");
    }

    @Test
    void benchEndsWithOneObjectOfTheContractsKeys() {
        String bench = "bench --outstanding 16 --sessions 2 --payload 1KiB --keys 4 --warmup 200ms --duration 500ms";
        Map<String, Object> figures = cluster.json(bench).exits(0).object();
        assertThat(figures.keySet())
                .containsExactly(
                        "service",
                        "protocol",
                        "nodes",
                        "sessions",
                        "outstanding",
                        "payloadBytes",
                        "tls",
                        "signed",
                        "sync",
                        "seconds",
                        "completed",
                        "acknowledged",
                        "readBack",
                        "failed",
                        "unknown",
                        "opsPerSecond",
                        "latencyMicros",
                        "longestGapMillis",
                        "clientCpuMicrosPerOp",
                        "serverCpuMicrosPerOp",
                        "opsPerBatch",
                        "syncsPerOp",
                        "signaturesPerOp",
                        "verificationsPerOp",
                        "syncMicrosP50",
                        "otherLoadPercent",
                        "longestPauseMillis");
        assertThat(((Map<?, ?>) figures.get("latencyMicros")).keySet()).hasToString("[p50, p99, p999, max]");
        assertThat(figures).containsEntry("payloadBytes", 1_024L).containsEntry("tls", true);
        assertThat(figures)
                .containsEntry("signed", true)
                .containsEntry("sync", true)
                .containsEntry("unknown", 0L);
        assertThat((Long) figures.get("acknowledged")).isPositive().isEqualTo(figures.get("readBack"));

        String[] words = cluster.text("bench --service read --warmup 0s --duration 200ms --rate 100")
                .exits(0)
                .out()
                .split("\n");
        assertThat(JsonText.object(words[words.length - 1])).containsEntry("service", "read");
    }
}
