package io.concordat.cli.output;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program's surroundings, so that tests can give it others.
 *
 * @param outTerminal whether a person looks at stdout; then there are tables and colour
 * @param errTerminal whether a person looks at stderr; then there are progress bars
 */
public record Console(
        PrintStream out,
        PrintStream err,
        boolean outTerminal,
        boolean errTerminal,
        Map<String, String> environment,
        Path directory) {
    public Console {
        environment = Map.copyOf(environment);
    }

    public static Console ofProcess() {
        return new Console(
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                terminal(1),
                terminal(2),
                new TreeMap<>(System.getenv()),
                Path.of("").toAbsolutePath());
    }

    public boolean colour() {
        return outTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Says something that is not the result. */
    public void say(String line) {
        err.println(line);
        err.flush();
    }

    private static boolean terminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        return System.console() != null;
    }
}
