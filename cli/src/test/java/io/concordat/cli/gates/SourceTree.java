package io.concordat.cli.gates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository this build runs in, found upward from the working directory. */
final class SourceTree {
    private SourceTree() {}

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("bin/concordat"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("not inside the repository");
        }
        return at;
    }

    static List<Path> javaFiles(Path root) {
        return files(root, ".java");
    }

    /** Files under source control by ending; build output is left out. */
    static List<Path> files(Path root, String ending) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> p.toString().endsWith(ending))
                    .filter(p -> !root.relativize(p).toString().matches("(.*/)?(target|\\.git)/.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
