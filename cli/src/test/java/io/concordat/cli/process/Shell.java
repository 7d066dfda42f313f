package io.concordat.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.JsonText;
import io.concordat.cli.gates.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs command lines as somebody at a keyboard would, with this build's classes behind bin/concordat. */
final class Shell {
    static final Path PROGRAM = SourceTree.root().resolve("bin/concordat");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private int calls;

    Shell(Path directory) {
        this.directory = directory;
    }

    /** How a command line ended. */
    record Ended(String line, int exit, String out, String err) {
        Ended exits(int expected) {
            assertThat(exit)
                    .as("exit status of `%s`; stdout: %s; stderr: %s", line, out, err)
                    .isEqualTo(expected);
            return this;
        }

        Map<String, Object> object() {
            return JsonText.object(out.strip());
        }

        List<Map<String, Object>> objects() {
            return out.lines().map(JsonText::object).toList();
        }
    }

    /** {@code concordat} is the program. */
    Ended concordat(String arguments) throws IOException, InterruptedException {
        return run("'" + PROGRAM + "' " + arguments);
    }

    Ended run(String line) throws IOException, InterruptedException {
        calls++;
        Path out = directory.resolve(".out-" + calls);
        Path err = directory.resolve(".err-" + calls);
        Process process = builder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    "`" + line + "` does not end; so far: " + Files.readString(out) + Files.readString(err));
        }
        Ended ended = new Ended(line, process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return ended;
    }

    /** A process that goes on; its output is the caller's to read. */
    Process begin(String line) throws IOException {
        return builder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private ProcessBuilder builder(String line) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line).directory(directory.toFile());
        builder.environment().put("CONCORDAT_CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove("CONCORDAT_CLUSTER");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectInput(Path.of("/dev/null").toFile());
    }
}
