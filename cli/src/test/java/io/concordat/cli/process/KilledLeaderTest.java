package io.concordat.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.node.NodeProcesses;
import io.concordat.node.PortAllocator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of the first five minutes, with processes that die: nothing acknowledged is lost. */
@Tag("process")
class KilledLeaderTest {
    private static final long CATCH_UP_NANOS = Duration.ofSeconds(20).toNanos();

    @TempDir
    Path home;

    private Shell shell;

    @BeforeEach
    void initAndUp() throws Exception {
        shell = new Shell(home);
        shell.concordat("init c --set jvm.heap=128MiB --base-port " + PortAllocator.freeRun(30))
                .exits(0);
        assertThat(shell.concordat("cluster up c -o json").exits(0).object())
                .containsEntry("started", List.of(1L, 2L, 3L))
                .containsEntry("nodes", 3L);
    }

    @AfterEach
    void down() {
        new NodeProcesses(home.resolve("c")).stopAll();
    }

    @Test
    void theOthersGoOnAndItCatchesUp() throws Exception {
        shell.concordat("counter add hits 5 --cluster c --timeout 30s").exits(0);
        long leader = leader();
        long pid = pid(leader);
        assertThat(pid).isPositive();
        shell.run("kill -9 $(cat c/node-" + leader + "/pid)").exits(0);

        assertThat(shell.concordat("counter get hits --cluster c --timeout 30s -o json")
                        .exits(0)
                        .object())
                .containsEntry("value", 5L);
        assertThat(shell.concordat("counter add hits 2 --cluster c --timeout 30s -o json")
                        .exits(0)
                        .object())
                .containsEntry("value", 7L);
        assertThat(pid(leader)).as("ps sees that it is gone").isZero();
        assertThat(leader()).isNotEqualTo(leader);

        assertThat(shell.concordat("cluster up c -o json").exits(0).object()).containsEntry("started", List.of(leader));
        awaitEqualHashes();
        assertThat(shell.concordat("cluster logs c " + leader + " -o json")
                        .exits(0)
                        .objects())
                .as("each of its two lives said ready")
                .filteredOn(line -> ((String) line.get("line")).startsWith("ready node=" + leader))
                .hasSize(2);

        assertThat(shell.concordat("cluster down c -o json").exits(0).object())
                .containsEntry("stopped", List.of(1L, 2L, 3L));
        shell.concordat("health --cluster c --timeout 300ms").exits(3);
        shell.concordat("verify c/node-" + leader).exits(0);
    }

    @Test
    void whoseDiskIsTakenSaysOnceThatItsMemoryIsLostAndOnceThatItIsMadeGood() throws Exception {
        shell.concordat("counter add hits 5 --cluster c --timeout 30s").exits(0);
        long leader = leader();
        shell.run("kill -9 $(cat c/node-" + leader + "/pid)").exits(0);
        awaitGone(leader);
        shell.run("rm -r c/node-" + leader + "/data").exits(0);
        shell.concordat("counter add hits 2 --cluster c --timeout 30s").exits(0);

        shell.concordat("cluster up c").exits(0);
        long deadline = System.nanoTime() + CATCH_UP_NANOS;
        while (told(leader, "is made good") == 0) {
            assertThat(System.nanoTime()).as("what was lost is made good").isLessThan(deadline);
        }
        assertThat(told(leader, "is made good")).isEqualTo(1);
        assertThat(told(leader, "memory is lost"))
                .as("however often its degree changes")
                .isEqualTo(1);
    }

    @Test
    void aHalfDeadClusterGoesDownAndADeadOneToo() throws Exception {
        shell.run("kill -9 $(cat c/node-1/pid) $(cat c/node-2/pid)").exits(0);
        awaitGone(1);
        awaitGone(2);
        assertThat(shell.concordat("cluster down c -o json").exits(0).object()).containsEntry("stopped", List.of(3L));
        assertThat(shell.concordat("cluster down c -o json").exits(0).object()).containsEntry("stopped", List.of());
        for (Map<String, Object> node :
                shell.concordat("cluster ps c -o json").exits(0).objects()) {
            assertThat(node.keySet()).containsExactly("node", "pid", "state", "client");
            assertThat(node).containsEntry("state", "stopped");
        }
        // A pid in a file may be anybody's by now: this test's own, for instance, which began before the file was.
        shell.run("echo " + ProcessHandle.current().pid() + " > c/node-1/pid; touch -d '1 hour ago' c/node-1/pid")
                .exits(0);
        assertThat(shell.concordat("cluster ps c -o json").exits(0).objects().get(0))
                .as("the number is older than the process that has it")
                .containsEntry("state", "stopped");
    }

    private long leader() throws Exception {
        long deadline = System.nanoTime() + CATCH_UP_NANOS;
        while (System.nanoTime() < deadline) {
            for (Map<String, Object> node :
                    shell.concordat("status --cluster c -o json").objects()) {
                if ("leader".equals(node.get("role"))) {
                    return (Long) node.get("node");
                }
            }
        }
        throw new AssertionError("nobody leads");
    }

    private long pid(long node) throws Exception {
        return (Long) shell.concordat("cluster ps c -o json")
                .exits(0)
                .objects()
                .get((int) node - 1)
                .get("pid");
    }

    private void awaitGone(long node) throws Exception {
        long deadline = System.nanoTime() + CATCH_UP_NANOS;
        while (pid(node) != 0) {
            assertThat(System.nanoTime()).as("a killed process ends").isLessThan(deadline);
        }
    }

    /** Lines of the node's log that say so. */
    private long told(long node, String words) throws Exception {
        return shell.concordat("cluster logs c " + node + " -o json").exits(0).objects().stream()
                .filter(line -> ((String) line.get("line")).contains(words))
                .count();
    }

    private void awaitEqualHashes() throws Exception {
        long deadline = System.nanoTime() + CATCH_UP_NANOS;
        List<Map<String, Object>> nodes = List.of();
        while (System.nanoTime() < deadline) {
            nodes = shell.concordat("status --cluster c -o json").exits(0).objects();
            long hashes = nodes.stream().map(n -> n.get("stateHash")).distinct().count();
            long reachable = nodes.stream()
                    .filter(n -> Boolean.TRUE.equals(n.get("reachable")))
                    .count();
            if (reachable == 3 && hashes == 1 && !nodes.get(0).get("stateHash").equals("")) {
                return;
            }
        }
        throw new AssertionError("the states differ: " + nodes);
    }
}
