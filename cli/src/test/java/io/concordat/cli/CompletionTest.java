package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script is one that bash reads. */
class CompletionTest {
    @Test
    void isAScriptThatKnowsTheCommands(@TempDir Path home) throws Exception {
        String script = Ran.concordat("completion").exits(0).out();
        assertThat(script).contains("counter", "--outstanding", "status");
        Path file = home.resolve("completion.sh");
        Files.writeString(file, script);
        Process bash =
                new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
        assertThat(bash.waitFor()).isEqualTo(0);
    }
}
