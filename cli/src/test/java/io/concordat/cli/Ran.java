package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One call of the program in this process: how it ended and what it wrote. */
public record Ran(int exit, String out, String err) {
    static {
        // What a test reads from stderr is the command's; simulated and stopped nodes complain by the page.
        System.setProperty(QuietLogging.LEVEL, "OFF");
    }

    public static Ran concordat(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
        ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
            int exit = Main.run(args);
            return new Ran(
                    exit, caughtOut.toString(StandardCharsets.UTF_8), caughtErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** With {@code -o json}. */
    public static Ran json(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-o", "json"));
        return concordat(all.toArray(String[]::new));
    }

    public Ran exits(int expected) {
        assertThat(exit).as("exit status; stdout: %s; stderr: %s", out, err).isEqualTo(expected);
        return this;
    }

    /** The one object on stdout. */
    public Map<String, Object> object() {
        assertThat(out.lines().toList())
                .as("one line on stdout; stderr: %s", err)
                .hasSize(1);
        return JsonText.object(out.strip());
    }

    /** The objects on stdout, one a line. */
    public List<Map<String, Object>> objects() {
        return out.lines().map(JsonText::object).toList();
    }

    /** The one error line on stderr, which has all that cli.md says. */
    public Map<String, Object> error() {
        assertThat(err.lines().toList()).as("one line on stderr").hasSize(1);
        Map<String, Object> error = JsonText.object(err.strip());
        assertThat(error).containsKeys("error", "message", "expected", "next");
        assertThat((String) error.get("error")).matches("[A-Z_]+");
        assertThat((String) error.get("message")).isNotBlank();
        return error;
    }
}
