package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.Ran;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of its own fills up under a whole cluster: early refusal, reads go on, and it heals by itself. */
@Tag("root")
class FullDiskTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path home;

    private final List<Path> mounted = new ArrayList<>();

    /** A small file system at {@code place}; without root the test is skipped, and says so. */
    private void mount(Path place) throws Exception {
        Files.createDirectories(place);
        boolean done = done("mount", "-t", "tmpfs", "-o", "size=900m", "tmpfs", place.toString());
        if (!done) {
            System.err.println("SKIPPED, LOUDLY: FullDiskTest needs root, to mount a tmpfs");
        }
        Assumptions.assumeTrue(done, "needs root, to mount a tmpfs");
        mounted.add(place);
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path place : mounted) {
            done("umount", "-l", place.toString());
        }
    }

    private static boolean done(String... words) throws Exception {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Leaves {@code mib} MiB free; returns the file to delete. */
    private static Path fill(Path disk, int mib) throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[(int) MIB];
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            while (Files.getFileStore(disk).getUsableSpace() > (mib + 1) * MIB) {
                file.write(block);
            }
        }
        return filler;
    }

    @Test
    void writesAreRefusedEarlyReadsGoOnAndItResumesByItself() throws Exception {
        Path disk = home.resolve("disk");
        mount(disk);
        try (TestCluster cluster = new TestCluster(disk.resolve("c"), 3, "--set", "disk.reserve=64MiB")) {
            cluster.json("counter add x --timeout 30s").exits(0);
            Path filler = fill(disk, 40);

            Map<String, Object> error = untilRefused(cluster);
            assertThat(error).containsEntry("error", "NO_SPACE");
            assertThat(cluster.json("health --timeout 1500ms").exits(3).object())
                    .containsEntry("healthy", false)
                    .containsEntry("reason", "NO_SPACE");
            assertThat(cluster.json("counter get x --timeout 20s").exits(0).object())
                    .containsEntry("value", 1L);
            assertThat(cluster.json("status").exits(0).objects())
                    .allMatch(n -> n.get("reachable").equals(true));

            Files.delete(filler);
            assertThat(cluster.json("counter add x --timeout 30s").exits(0).object())
                    .as("nothing that was refused was executed")
                    .containsEntry("value", 2L);
        }
    }

    /**
     * The watch looks four times a second: what slipped through before is taken back. While leaders whose disks are
     * full hand over to each other there may be none to say why.
     */
    private static Map<String, Object> untilRefused(TestCluster cluster) {
        for (int i = 0; i < 20; i++) {
            Ran ran = cluster.json("counter add x 0 --timeout 1500ms");
            if (ran.exit() != 0 && !"NO_QUORUM".equals(ran.error().get("error"))) {
                assertThat(ran.exit()).isEqualTo(3);
                return ran.error();
            }
        }
        throw new AssertionError("writes are taken although the disk is down to its reserve");
    }

    @Test
    void aLeaderWhoseOwnDiskIsFullHandsOver() throws Exception {
        try (TestCluster cluster = new TestCluster(home.resolve("c"), 3, "--set", "disk.reserve=64MiB")) {
            cluster.json("counter add x --timeout 30s").exits(0);
            cluster.stop(1);
            Path data = cluster.home(1).resolve("data");
            Path aside = cluster.home(1).resolve("aside");
            Files.move(data, aside);
            mount(data);
            assertThat(done("cp", "-a", aside + "/.", data.toString())).isTrue();
            cluster.start(1);
            cluster.json("leader transfer 1 --timeout 30s").exits(0);
            Path filler = fill(data, 40);

            cluster.json("counter add x --timeout 30s").exits(0);
            List<Long> leaders = List.of();
            for (int i = 0; i < 50 && (leaders.isEmpty() || leaders.contains(1L)); i++) {
                leaders = cluster.json("status").exits(0).objects().stream()
                        .filter(n -> "leader".equals(n.get("role")))
                        .map(n -> (Long) n.get("node"))
                        .toList();
            }
            assertThat(leaders).isNotEmpty().doesNotContain(1L);
            cluster.json("counter add x --timeout 30s").exits(0);
            assertThat(cluster.json("counter get x --from 1 --timeout 2s").exit())
                    .as("a follower whose disk is full lags, and does not fall")
                    .isIn(0, 3, 4);
            Files.delete(filler);
            assertThat(cluster.json("counter get x --from 1 --timeout 30s")
                            .exits(0)
                            .object())
                    .containsEntry("value", 3L);
        }
    }
}
