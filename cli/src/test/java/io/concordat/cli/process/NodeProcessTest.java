package io.concordat.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.JsonText;
import io.concordat.node.PortAllocator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node in the foreground: it says when it serves, ends when asked, and refuses what is not its own. */
@Tag("process")
class NodeProcessTest {
    @TempDir
    Path home;

    private Shell shell;

    @BeforeEach
    void init() throws Exception {
        shell = new Shell(home);
        shell.concordat("init c --nodes 1 --set jvm.heap=128MiB --base-port " + PortAllocator.freeRun(10))
                .exits(0);
    }

    @Test
    void itServesUntilItIsTerminatedAndHoldsItsDirectoryAlone() throws Exception {
        Process node = shell.begin("exec '" + Shell.PROGRAM + "' node c/node-1");
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).startsWith("ready node=1 ");
            shell.concordat("counter add x --cluster c --timeout 30s").exits(0);

            Shell.Ended second = shell.concordat("node c/node-1 -o json").exits(1);
            assertThat(second.out()).isEmpty();
            Map<String, Object> error = JsonText.object(second.err().strip());
            assertThat(error).containsEntry("error", "DIRECTORY_IN_USE");
            assertThat((String) error.get("message")).contains("" + node.pid());
            Map<String, Object> running = shell.concordat("verify c/node-1 -o json")
                    .exits(1)
                    .err()
                    .lines()
                    .map(JsonText::object)
                    .findFirst()
                    .orElseThrow();
            assertThat(running).containsEntry("error", "DIRECTORY_IN_USE");

            Path inside = Files.createDirectories(home.resolve("c/deep/inside"));
            assertThat(new Shell(inside).concordat("counter get x").exits(0).out())
                    .as("the nearest cluster.toml upward")
                    .isEqualTo("x = 1\n");
            assertThat(shell.run("CONCORDAT_CLUSTER=c '" + Shell.PROGRAM + "' counter get x")
                            .exits(0)
                            .out())
                    .isEqualTo("x = 1\n");

            // Not Process.destroy(), which closes the pipe that is read below.
            node.toHandle().destroy();
            assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).as("SIGTERM is no failure").isZero();
            assertThat(out.readLine()).as("one line on stdout").isNull();
            assertThat(home.resolve("c/node-1/pid")).doesNotExist();
        } finally {
            node.destroyForcibly();
        }
        assertThat(shell.concordat("verify c/node-1 -o json").exits(0).object()).containsEntry("sealed", true);
    }

    @Test
    void aDeadProcessThatNobodyBuriedIsNoNode() throws Exception {
        // As in a container whose first process is none that waits for orphans: `sleep` never does.
        Process careless = shell.begin("'" + Shell.PROGRAM + "' node c/node-1 & exec sleep 600");
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(careless.getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).startsWith("ready node=1 ");
            shell.run("kill -9 $(cat c/node-1/pid)").exits(0);
            assertThat(shell.concordat("cluster up c -o json").exits(0).object())
                    .containsEntry("started", List.of(1L));
            assertThat(shell.concordat("cluster down -o json --cluster c")
                            .exits(0)
                            .object())
                    .containsEntry("stopped", List.of(1L));
        } finally {
            careless.destroyForcibly();
        }
    }

    @Test
    void aForeignDirectoryIsRefused() throws Exception {
        shell.concordat("init other --nodes 1").exits(0);
        shell.run("rm -r c/node-1/data && cp -r other/node-1/data c/node-1/data")
                .exits(0);
        Map<String, Object> error = JsonText.object(
                shell.concordat("node c/node-1 -o json").exits(8).err().strip());
        assertThat(error).containsEntry("error", "WRONG_CLUSTER");
        Shell.Ended up = shell.concordat("cluster up c").exits(1);
        assertThat(up.err()).as("the node and its last log lines").contains("node 1 ended", "WRONG_CLUSTER");
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        shell.concordat("init other --nodes 1").exits(0);
        Files.copy(
                home.resolve("other/node-1/node.key"),
                home.resolve("c/node-1/node.key"),
                StandardCopyOption.REPLACE_EXISTING);
        Map<String, Object> error = JsonText.object(
                shell.concordat("node c/node-1 -o json").exits(8).err().strip());
        assertThat(error).containsEntry("error", "WRONG_IDENTITY");
        assertThat((String) error.get("message")).contains("node.key");
    }

    @Test
    void aServiceNobodyHasIsAWordForTheOneWhoWroteIt() throws Exception {
        Path facts = home.resolve("c/node-1/cluster.toml");
        Files.writeString(facts, Files.readString(facts).replace("\"counter\"", "\"countr\""));
        Map<String, Object> error = JsonText.object(
                shell.concordat("node c/node-1 -o json").exits(2).err().strip());
        assertThat((String) error.get("message")).contains("countr", "counter");
    }
}
