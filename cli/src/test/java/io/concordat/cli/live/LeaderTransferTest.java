package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leadership moves when an administrator says so, and when a leader is stopped. */
class LeaderTransferTest {
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

    private static long leader() {
        return cluster.json("status").exits(0).objects().stream()
                .filter(n -> "leader".equals(n.get("role")))
                .map(n -> (Long) n.get("node"))
                .reduce((a, b) -> b)
                .orElse(0L);
    }

    @Test
    void goesToTheNodeThatIsNamed() {
        for (int node : new int[] {2, 3, 1, 1}) {
            Map<String, Object> now =
                    cluster.json("leader transfer " + node).exits(0).object();
            assertThat(now.keySet()).containsExactly("leader", "term");
            assertThat(now).containsEntry("leader", (long) node);
            assertThat(leader()).isEqualTo(node);
            cluster.json("counter add moved").exits(0);
        }
    }

    @Test
    void writesASnapshotWhenAsked() {
        cluster.json("counter add saved").exits(0);
        Map<String, Object> saved = cluster.json("snapshot save").exits(0).object();
        assertThat(saved.keySet()).containsExactly("index");
        assertThat((Long) saved.get("index")).isPositive();
        assertThat(cluster.json("status").exits(0).objects().stream()
                        .filter(n -> "leader".equals(n.get("role")))
                        .map(n -> (Long) n.get("snapshotIndex"))
                        .toList())
                .as("the log counts on it")
                .allMatch(index -> index >= (Long) saved.get("index"));
    }

    @Test
    void refusesANodeThatIsNotThere() {
        assertThat(cluster.json("leader transfer 9").exits(2).error().toString())
                .contains("[1, 2, 3]");
    }

    @Test
    void isForAdministratorsOnly() throws Exception {
        Path other = home.resolve("ordinary");
        Files.createDirectories(other);
        Files.copy(cluster.directory().resolve("cluster.toml"), other.resolve("cluster.toml"));
        Files.copy(
                cluster.directory().resolve("client.toml"),
                other.resolve("admin.toml"),
                StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(io.concordat.cli.Ran.json("leader", "transfer", "2", "--cluster", other.toString())
                        .exits(8)
                        .err())
                .contains("WRONG_IDENTITY");
    }

    @Test
    void aStoppedLeaderHandsOverFirst() throws Exception {
        long before = leader();
        long term = (Long) cluster.json("status").objects().get(0).get("term");
        cluster.stop((int) before);
        assertThat(leader())
                .as("it is there before the old one is gone")
                .isNotEqualTo(before)
                .isNotZero();
        cluster.json("counter add stopped").exits(0);
        Map<String, Object> node = cluster.json("status").objects().stream()
                .filter(n -> "leader".equals(n.get("role")))
                .findFirst()
                .orElseThrow();
        assertThat(node).containsEntry("term", term + 1);
        cluster.start((int) before);
        cluster.text("health --timeout 20s").exits(0);
    }
}
