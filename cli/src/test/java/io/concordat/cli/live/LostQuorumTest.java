package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a quorum a client is told so, and that nothing was executed. */
class LostQuorumTest {
    @TempDir
    Path home;

    @Test
    void isExitThreeUntilAMajorityIsBack() throws Exception {
        try (TestCluster cluster = new TestCluster(home.resolve("c"), 3)) {
            cluster.json("counter add x --timeout 20s").exits(0);
            cluster.stop(1);
            cluster.stop(2);
            assertThat(cluster.json("counter add x --timeout 700ms").exits(3).error())
                    .containsEntry("error", "NO_QUORUM");
            assertThat(cluster.json("counter get x --timeout 700ms").exits(3).error())
                    .containsEntry("error", "NO_QUORUM");
            assertThat(cluster.json("health --timeout 500ms").exits(3).object())
                    .containsEntry("healthy", false)
                    .containsKeys("reason", "message");

            List<Map<String, Object>> nodes =
                    cluster.json("status --timeout 500ms").exits(0).objects();
            assertThat(nodes).hasSize(3);
            assertThat(nodes.get(0).keySet()).containsExactly("node", "reachable", "error");
            assertThat(nodes.get(0)).containsEntry("node", 1L).containsEntry("reachable", false);
            assertThat(nodes.get(2)).containsEntry("reachable", true);

            cluster.stop(3);
            cluster.json("status --timeout 500ms").exits(3);
            cluster.json("health --timeout 500ms").exits(3);
            cluster.start(1);
            cluster.start(3);
            assertThat(cluster.json("counter get x --timeout 20s").exits(0).object())
                    .as("what was refused was not executed")
                    .containsEntry("value", 1L);
        }
    }
}
