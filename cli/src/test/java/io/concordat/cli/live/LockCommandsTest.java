package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock commands against a cluster that serves. */
class LockCommandsTest {
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

    private static Map<String, Object> acquired(String arguments) {
        return cluster.json("lock acquire " + arguments).exits(0).object();
    }

    @Test
    void aHoldOutlivesItsCommandAndBelongsToItsSession() throws Exception {
        Map<String, Object> held = acquired("x --ttl 30s");
        assertThat(held.keySet()).containsExactly("name", "fence", "session", "holds", "ttlMillis");
        assertThat(held).containsEntry("name", "x").containsEntry("holds", 1L).containsEntry("ttlMillis", 30_000L);
        String session = (String) held.get("session");
        Path file = cluster.directory().resolve("sessions").resolve(session);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Ran busy = cluster.json("lock acquire x --wait 0s").exits(5);
        assertThat(busy.error()).containsEntry("error", "LOCK_BUSY");
        assertThat(busy.out()).isEmpty();
        cluster.json("lock acquire x --wait 300ms").exits(5);

        Map<String, Object> again = acquired("x --session " + session);
        assertThat(again).containsEntry("fence", held.get("fence")).containsEntry("holds", 2L);
        assertThat(cluster.json("lock renew x --ttl 60s --session " + session)
                        .exits(0)
                        .object())
                .containsEntry("ttlMillis", 60_000L);
        for (int i = 0; i < 2; i++) {
            assertThat(cluster.json("lock release x --session " + session)
                            .exits(0)
                            .object())
                    .containsEntry("name", "x")
                    .containsEntry("released", true);
        }
        Ran nothing = cluster.json("lock release x --session " + session).exits(5);
        assertThat(nothing.object()).containsEntry("released", false);
        assertThat(nothing.error()).containsEntry("error", "NOT_HELD");
        cluster.json("lock renew x --session " + session).exits(5);
        assertThat((Long) acquired("x").get("fence")).isGreaterThan((Long) held.get("fence"));
    }

    @Test
    void theNextInTheQueueGetsItAndADeadlockIsToldItsCycle() throws Exception {
        String first = (String) acquired("a --ttl 60s").get("session");
        String second = (String) acquired("b --ttl 60s").get("session");
        // In a process of its own: this one's stdout belongs to one command at a time.
        Process waiting = process("acquire", "b", "--session", first);
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!cluster.text("lock graph").exits(0).out().contains(first + " waits for b, held by " + second)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(cluster.text("lock graph -o mermaid").out()).contains("-- \"b\" -->");
        Ran refused = cluster.json("lock acquire a --session " + second).exits(5);
        assertThat(refused.error()).containsEntry("error", "DEADLOCK");
        assertThat((List<?>) refused.error().get("cycle")).hasSize(2);
        assertThat(cluster.json("lock info b").exits(0).out()).contains(first).contains(second);
        cluster.json("lock release b --session " + second).exits(0);
        assertThat(waiting.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.exitValue()).isZero();
        assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(first);
    }

    @Test
    void interruptedWhileWaitingItLeavesTheQueueAndNothingBehind() throws Exception {
        acquired("busy --ttl 60s");
        Process waiting = process("acquire", "busy");
        awaitWaiters(1);
        new ProcessBuilder("kill", "-INT", Long.toString(waiting.pid())).start().waitFor();
        assertThat(waiting.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.exitValue()).isEqualTo(130);
        awaitWaiters(0);
    }

    private static void awaitWaiters(int count) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while ((Long) cluster.json("lock info busy").exits(0).object().get("waiting") != count) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static Process process(String... words) throws IOException {
        List<String> command = new ArrayList<>(interruptible());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.concordat.cli.Main",
                "lock"));
        command.addAll(List.of(words));
        command.addAll(List.of("--cluster", cluster.directory().toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** What a shell starts in the background ignores INT, and so does all that is started there: a build, too. */
    private static List<String> interruptible() throws IOException {
        List<String> prefix = List.of("env", "--default-signal=INT");
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        return new ProcessBuilder(probe).start().onExit().join().exitValue() == 0 ? prefix : List.of();
    }

    @Test
    void modesAreKeptApart() {
        acquired("shared --shared --ttl 60s");
        acquired("shared --shared --ttl 60s");
        cluster.json("lock acquire shared --wait 0s").exits(5);
        acquired("pool --permits 2 --of 3 --ttl 60s");
        cluster.json("lock acquire pool --permits 2 --of 3 --wait 0s").exits(5);
        acquired("pool --permits 1 --of 3 --ttl 60s");
        assertThat(cluster.json("lock acquire pool --permits 1 --of 4 --wait 0s")
                        .exits(5)
                        .error())
                .containsEntry("error", "LOCK_MISMATCH");
        cluster.json("lock acquire pool --permits 4 --of 3").exits(2);
        cluster.json("lock acquire pool --shared --permits 1 --of 3").exits(2);
        cluster.json("lock release pool --session nonsense").exits(2);
        cluster.json("lock acquire pool --session ../client.toml").exits(2);
        assertThat(cluster.json("lock acquire pool --session " + "0".repeat(32))
                        .exits(1)
                        .error())
                .containsEntry("error", "SESSION_UNKNOWN");
        assertThat(cluster.text("lock ls").exits(0).out())
                .contains("pool\tsemaphore\t2")
                .contains("shared\tshared\t2");
        assertThat(cluster.json("lock info nobody").exits(0).object()).containsEntry("holders", List.of());
    }

    @Test
    void aCommandRunsUnderItsLockAndItsStatusIsTheCommands() throws Exception {
        Path out = home.resolve("fence");
        String script = "echo $CONCORDAT_FENCE>" + out;
        Path file = Files.writeString(home.resolve("child.sh"), script + "\nexit 9\n");
        assertThat(ran("lock", "run", "job", "--", "sh", file.toString())).isEqualTo(9);
        assertThat(Long.parseLong(Files.readString(out).strip())).isPositive();
        assertThat(ran("lock", "job", "--", "true")).isZero();
        acquired("taken --ttl 60s");
        assertThat(ran("lock", "run", "taken", "--wait", "0s", "--", "true")).isEqualTo(5);
        assertThat(ran("lock", "run", "taken", "--wait", "0s", "-E", "77", "--", "true"))
                .isEqualTo(77);
        assertThat(ran("lock", "run", "job")).isEqualTo(2);
        assertThat(cluster.json("lock info job").object()).containsEntry("holders", List.of());
    }

    private static int ran(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(2, List.of("--cluster", cluster.directory().toString()));
        return Ran.concordat(all.toArray(String[]::new)).exit();
    }
}
