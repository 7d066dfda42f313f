package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The help of every command, word for word: a change of the command line is seen in review. {@code
 * -Dconcordat.golden=rewrite} writes the files anew.
 */
class HelpTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("concordat.golden"));

    @BeforeAll
    static void makeRoom() throws IOException {
        if (REWRITE) {
            Files.createDirectories(GOLDEN);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isTheGoldenOne(String command) throws IOException {
        List<String> words = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command.split(" ")));
        words.add("--help");
        Ran ran = Ran.concordat(words.toArray(String[]::new)).exits(0);
        assertThat(ran.err()).isEmpty();
        String help = ran.out().lines().map(String::stripTrailing).reduce("", (a, b) -> a + b + "\n");
        Path file = GOLDEN.resolve(file(command));
        if (REWRITE) {
            Files.writeString(file, help);
        }
        assertThat(file).as("rewrite with -Dconcordat.golden=rewrite").exists();
        assertThat(help).isEqualTo(Files.readString(file));
        assertThat(help.lines()).allMatch(line -> line.length() <= 110);
    }

    @Test
    void noGoldenFileIsLeftOfACommandThatIsGone() throws IOException {
        List<String> expected = commands().map(HelpTest::file).sorted().toList();
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(f -> f.getFileName().toString()).sorted().toList())
                    .isEqualTo(expected);
        }
    }

    @Test
    void everyCommandAnswersInJsonAndEveryClientCommandTakesItsTarget() {
        all().forEach((name, line) -> {
            if (!line.getSubcommands().isEmpty()) {
                return;
            }
            assertThat(line.getCommandSpec().findOption("-o")).as(name + " -o").isNotNull();
            boolean client = name.startsWith("counter") || name.matches("status|health|bench|lock.*");
            for (String option : List.of("--cluster", "--group", "--timeout")) {
                if (client) {
                    assertThat(line.getCommandSpec().findOption(option))
                            .as(name + " " + option)
                            .isNotNull();
                }
            }
        });
    }

    private static Stream<String> commands() {
        return all().keySet().stream();
    }

    private static TreeMap<String, CommandLine> all() {
        TreeMap<String, CommandLine> found = new TreeMap<>();
        collect("", Main.whole(), found);
        return found;
    }

    private static void collect(String name, CommandLine line, TreeMap<String, CommandLine> found) {
        found.put(name, line);
        line.getSubcommands().forEach((word, sub) -> collect((name + " " + word).strip(), sub, found));
    }

    private static String file(String command) {
        return (command.isEmpty() ? "concordat" : command.replace(' ', '-')) + ".txt";
    }
}
