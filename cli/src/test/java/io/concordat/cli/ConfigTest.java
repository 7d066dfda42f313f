package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.gates.SourceTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are documented from the registry, and what holds in a directory says where it comes from. */
class ConfigTest {
    @TempDir
    Path home;

    @Test
    void theDocumentIsWhatTheProgramPrints() {
        assertThat(SourceTree.read(SourceTree.root().resolve("docs/configuration.md")))
                .as("make it anew: concordat config docs --markdown > docs/configuration.md")
                .isEqualTo(
                        Ran.concordat("config", "docs", "--markdown").exits(0).out());
    }

    @Test
    void everyKeyThatScriptsSetIsThere() {
        TreeMap<String, Map<String, Object>> keys = new TreeMap<>();
        for (Map<String, Object> row : Ran.json("config", "docs").exits(0).objects()) {
            assertThat(row.keySet()).containsExactly("key", "file", "default", "bounds", "meaning");
            assertThat((String) row.get("file")).matches("(cluster|node)\\.toml");
            keys.put((String) row.get("key"), row);
        }
        assertThat(keys.keySet())
                .contains("protocol", "services", "tls", "log.sync", "jvm.heap", "raft.election-timeout");
        assertThat(keys.keySet()).anyMatch(k -> k.startsWith("limits."));
        assertThat(keys.get("jvm.heap")).containsEntry("default", "512MiB").containsEntry("file", "node.toml");
        assertThat(keys.get("log.sync")).containsEntry("default", "true");
    }

    @Test
    void effectiveValuesSayWhereTheyComeFrom() {
        String dir = home.resolve("c").toString();
        Ran.concordat("init", dir, "--nodes", "1", "--set", "raft.election-timeout=1s", "--set", "log.sync=false")
                .exits(0);
        Map<String, Map<String, Object>> node = printed(Ran.json("config", "print", dir + "/node-1"));
        assertThat(node.get("raft.election-timeout"))
                .containsEntry("value", "1s")
                .containsEntry("from", "cluster.toml");
        assertThat(node.get("log.sync")).containsEntry("value", "false").containsEntry("from", "node.toml");
        assertThat(node.get("tls")).containsEntry("value", "true").containsEntry("from", "default");
        assertThat(node.get("protocol")).containsEntry("value", "raft").containsEntry("from", "cluster.toml");
        assertThat(printed(Ran.json("config", "print", "--cluster", dir)).get("raft.election-timeout"))
                .containsEntry("value", "1s");
    }

    private static Map<String, Map<String, Object>> printed(Ran ran) {
        List<Map<String, Object>> rows = ran.exits(0).objects();
        Map<String, Map<String, Object>> found = new TreeMap<>();
        rows.forEach(row -> {
            assertThat(row.keySet()).containsExactly("key", "value", "from");
            found.put((String) row.get("key"), row);
        });
        return found;
    }
}
