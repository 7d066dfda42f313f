package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.Ran;
import io.concordat.node.PortAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node's answers fall silent after so many bytes, for each of many places: whatever the status says of the command
 * is true. Three: not executed. Four: nobody knows. Zero: executed, once.
 */
class CutConnectionTest {
    private static final int STEP_BYTES = 60;

    @TempDir
    Path home;

    @Test
    void theStatusIsTrueWhereverTheAnswersStop() throws Exception {
        try (TestCluster cluster = new TestCluster(home.resolve("c"), 1, "--insecure")) {
            cluster.text("health --timeout 20s").exits(0);
            int port = PortAllocator.freeRun(1);
            int real = cluster.facts().node(1).clientPort();
            Path through = home.resolve("through");
            Files.createDirectory(through);
            Files.copy(
                    cluster.directory().resolve("client.toml"),
                    through.resolve("client.toml"),
                    StandardCopyOption.COPY_ATTRIBUTES);
            Files.writeString(
                    through.resolve("cluster.toml"),
                    Files.readString(cluster.directory().resolve("cluster.toml"))
                            .replace("client-port = " + real, "client-port = " + port));
            TreeMap<Integer, Integer> seen = new TreeMap<>();
            int done = 0;
            for (int bytes = 0; done < 2 && bytes < 100 * STEP_BYTES; bytes += STEP_BYTES) {
                String name = "after-" + bytes;
                int exit;
                try (SilentProxy proxy = new SilentProxy(port, real, bytes)) {
                    exit = Ran.json(("counter add " + name + " --timeout 400ms --cluster " + through).split(" "))
                            .exit();
                }
                seen.merge(exit, 1, Integer::sum);
                Object value =
                        cluster.json("counter get " + name).exits(0).object().get("value");
                switch (exit) {
                    case 0 ->
                        assertThat(value)
                                .as("acknowledged, cut after %d", bytes)
                                .isEqualTo(1L);
                    case 3 ->
                        assertThat(value)
                                .as("definitely not, cut after %d", bytes)
                                .isEqualTo(0L);
                    default -> assertThat(exit).as("cut after %d", bytes).isEqualTo(4);
                }
                done = exit == 0 ? done + 1 : 0;
            }
            assertThat(seen.keySet()).as("all three were met: %s", seen).containsExactly(0, 3, 4);
        }
    }
}
