package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stopped node's directory: whole, or damaged at a place that is named. */
class VerifyTest {
    @TempDir
    Path home;

    private String node;

    @BeforeEach
    void aNodeThatWroteAndStopped() throws Exception {
        try (TestCluster cluster = new TestCluster(home.resolve("c"), 1)) {
            cluster.json("counter add x --timeout 20s").exits(0);
            assertThat(Ran.json("verify", cluster.home(1).toString()).exit())
                    .as("not while it runs")
                    .isEqualTo(1);
        }
        node = home.resolve("c/node-1").toString();
    }

    @Test
    void isOkWhenItIsWhole() {
        Map<String, Object> found = Ran.json("verify", node).exits(0).object();
        assertThat(found)
                .containsEntry("ok", true)
                .containsEntry("firstIndex", 1L)
                .containsEntry("sealed", true);
        assertThat((Long) found.get("lastIndex")).isGreaterThan(1);
        assertThat((String) found.get("lastHash")).matches("[0-9a-f]{64}");
        assertThat(Ran.concordat("verify", node).exits(0).out()).startsWith("ok\n");
    }

    @Test
    void isExitSevenAndNamesThePlaceWhenAByteHasChanged() throws IOException {
        Path victim;
        try (Stream<Path> files = Files.list(home.resolve("c/node-1/data/log"))) {
            victim = files.filter(f -> f.toString().matches(".*\\.(log|sst)"))
                    .filter(f -> f.toFile().length() > 100)
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(victim);
        bytes[bytes.length / 2] ^= 1;
        Files.write(victim, bytes);
        Ran ran = Ran.json("verify", node).exits(7);
        assertThat(ran.object()).containsEntry("ok", false).containsKeys("file", "offset", "record");
        assertThat((String) ran.object().get("file"))
                .contains(victim.getFileName().toString());
        assertThat(ran.error()).containsEntry("error", "VERIFICATION_FAILED");
        assertThat(Files.readAllBytes(victim)).as("read-only").isEqualTo(bytes);
    }

    @Test
    void saysWhatNothingCoversWhenThereIsNoSeal() throws IOException {
        Files.delete(home.resolve("c/node-1/data/SEAL"));
        Map<String, Object> found = Ran.json("verify", node).exits(0).object();
        assertThat(found).containsEntry("ok", true).containsEntry("sealed", false);
        assertThat((String) found.get("uncovered")).isNotBlank();
    }
}
