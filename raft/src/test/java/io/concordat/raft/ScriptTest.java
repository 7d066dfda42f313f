package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole groups told as text: a line is a verb and its words, the indented lines after it are what must come of it.
 * {@code -Dscripts.rewrite=true} writes what came of it into the file instead; read the difference before committing
 * it.
 */
class ScriptTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/scripts");
    private static final Map<String, Verb> VERBS = Map.ofEntries(
            Map.entry("disk", new DiskVerb()),
            Map.entry("term", new TermVerb()),
            Map.entry("start", new StartVerb()),
            Map.entry("tick", new TickVerb()),
            Map.entry("run", new RunVerb()),
            Map.entry("elect", new ElectVerb()),
            Map.entry("propose", new ProposeVerb()),
            Map.entry("read", new ReadVerb()),
            Map.entry("answers", new AnswersVerb()),
            Map.entry("deliver", new DeliverVerb()),
            Map.entry("drop", new DropVerb()),
            Map.entry("partition", new PartitionVerb()),
            Map.entry("heal", new HealVerb()),
            Map.entry("crash", new CrashVerb()),
            Map.entry("wipe", new WipeVerb()),
            Map.entry("restart", new RestartVerb()),
            Map.entry("sync", new SyncVerb()),
            Map.entry("status", new StatusVerb()),
            Map.entry("log", new LogVerb()),
            Map.entry("flying", new FlyingVerb()));

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(SCRIPTS)) {
            files = list.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(5);
        return files.stream().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
    }

    private static void check(Path file) throws IOException {
        String played = play(Files.readAllLines(file));
        if (Boolean.getBoolean("scripts.rewrite")) {
            Files.writeString(file, played);
        }
        assertThat(played).isEqualTo(Files.readString(file));
    }

    /** The first command is {@code group SIZE}. */
    private static String play(List<String> lines) {
        List<String> page = new ArrayList<>();
        TestCluster cluster = new TestCluster(1, 1);
        for (String line : lines) {
            if (line.startsWith("  ")) {
                continue;
            }
            page.add(line);
            List<String> words = List.of(line.strip().split(" +"));
            if (words.get(0).equals("group")) {
                cluster = new TestCluster(Integer.parseInt(words.get(1)), 1);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                List<String> told = new ArrayList<>();
                VERBS.get(words.get(0)).run(cluster, words.subList(1, words.size()), told);
                told.forEach(t -> page.add("  " + t));
            }
        }
        return String.join("\n", page) + "\n";
    }
}
