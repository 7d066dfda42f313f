package io.concordat.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.gates.SourceTree;
import io.concordat.node.NodeProcesses;
import io.concordat.node.PortAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is run as it stands there: every console block in its order, and the embedding example. */
@Tag("process")
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final String README = SourceTree.read(SourceTree.root().resolve("README.md"));

    @TempDir
    Path home;

    @AfterEach
    void down() {
        for (String cluster : List.of("c", "p")) {
            if (Files.exists(home.resolve(cluster).resolve("cluster.toml"))) {
                new NodeProcesses(home.resolve(cluster)).stopAll();
            }
        }
    }

    @Test
    void everyConsoleBlockRuns() throws Exception {
        for (String directory : List.of("bin", "docs")) {
            Files.createSymbolicLink(home.resolve(directory), SourceTree.root().resolve(directory));
        }
        assertThat(blocks("sh")).as("console blocks are what is run").isEmpty();
        int commands = 0;
        StringBuilder said = new StringBuilder();
        for (String block : blocks("console")) {
            StringBuilder session = new StringBuilder("set -e\n");
            for (String line : block.lines().toList()) {
                assertThat(line).startsWith("$ ");
                if (line.startsWith("$ mvn ")) {
                    continue;
                }
                commands++;
                session.append(onFreePorts(line.substring(2))).append('\n');
            }
            said.append(new Shell(home).run(session.toString()).exits(0).out());
        }
        assertThat(commands).isGreaterThan(8);
        assertThat(said)
                .contains("nothing was lost")
                .contains("hits = 1")
                .contains("held, fence 1")
                .contains("\"failures\":0");
        assertThat(new NodeProcesses(home.resolve("c")).process(2)).as("down").isEmpty();
    }

    /** All that differs from what a reader types: others on this machine may use the usual ports. */
    private static String onFreePorts(String line) {
        int free = PortAllocator.freeRun(70);
        return line.replaceAll("^(bin/concordat init \\S+)", "$1 --base-port " + free);
    }

    @Test
    void theEmbeddingExampleCompilesAndRuns() throws Exception {
        List<String> examples = blocks("java");
        assertThat(examples).hasSize(2);
        assertThat(ran(program(examples.get(0)))).isEqualTo("executed: 3 bytes\n");
    }

    @Test
    void theLockExampleCompilesAndRuns() throws Exception {
        assertThat(ran(lockProgram(blocks("java").get(1)))).isEqualTo("wrote paid under fence 1\n");
    }

    private String ran(String program) throws Exception {
        Path source = home.resolve("Example.java");
        Files.writeString(source, program);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Shell.Ended ended = new Shell(home)
                .run(quoted(java) + " -cp " + quoted(System.getProperty("java.class.path")) + " Example.java")
                .exits(0);
        return ended.out();
    }

    /** The example, with the node and the store that it leaves to the reader. */
    private static String lockProgram(String example) {
        return """
                import static java.time.Duration.ofSeconds;
                import io.concordat.Concordat;
                import io.concordat.api.*;
                import io.concordat.config.Limits;
                import io.concordat.services.ServiceCatalog;
                import io.concordat.services.lock.client.*;
                import java.util.List;
                public class Example {
                    record Store() {
                        void write(String row, long fence) {
                            System.out.println("wrote " + row + " under fence " + fence);
                        }
                    }
                    public static void main(String[] args) throws Exception {
                        Store store = new Store();
                        String row = "paid";
                        Node node = Concordat.inMemory()
                                .host("main", ServiceCatalog.onClassPath().mount(List.of("lock"), Limits.DEFAULTS))
                                .start();
                %s
                        node.close();
                        System.exit(0);
                    }
                }
                """
                .formatted(example);
    }

    /** The example, with the state machine that it leaves to the reader. */
    private static String program(String example) {
        return """
                import static java.util.concurrent.TimeUnit.SECONDS;
                import io.concordat.Concordat;
                import io.concordat.api.*;
                import io.concordat.bytes.Bytes;
                import java.nio.file.Path;
                public class Example {
                    public static void main(String[] args) throws Exception {
                        byte[] bytes = {1, 2, 3};
                %s
                    }
                    static final class MyMachine implements StateMachine {
                        public Bytes apply(Command command) {
                            return Bytes.utf8("executed: " + command.bytes().length() + " bytes");
                        }
                        public Bytes query(Query query) {
                            return Bytes.EMPTY;
                        }
                    }
                }
                """
                .formatted(example.replaceFirst(
                        "(?m)^}\\s*\\z", "    System.out.println(out.orThrow().toUtf8());\n}\nSystem.exit(0);"));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static List<String> blocks(String kind) {
        List<String> found = new ArrayList<>();
        Matcher m = BLOCK.matcher(README);
        while (m.find()) {
            if (m.group(1).equals(kind)) {
                found.add(m.group(2));
            }
        }
        return found;
    }
}
