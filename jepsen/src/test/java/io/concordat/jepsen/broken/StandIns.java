package io.concordat.jepsen.broken;

import io.concordat.api.ServiceProvider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class path for nodes on which one provider stands in for all others: a place where services are announced is
 * replaced by a copy without the announcement, and another one is put before it.
 */
public final class StandIns {
    private static final String ANNOUNCEMENT = "META-INF/services/" + ServiceProvider.class.getName();

    private StandIns() {}

    public static String classPath(Class<? extends ServiceProvider> provider, Path scratch) {
        try {
            Path own = Files.createDirectories(scratch.resolve("stand-in"));
            Path file = own.resolve(ANNOUNCEMENT);
            Files.createDirectories(file.getParent());
            Files.writeString(file, provider.getName() + "\n");
            List<String> path = new ArrayList<>(List.of(own.toString()));
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                path.add(without(Path.of(entry), scratch.resolve("entry-" + path.size())));
            }
            return String.join(File.pathSeparator, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String without(Path entry, Path copy) throws IOException {
        if (Files.isDirectory(entry)) {
            if (Files.exists(entry.resolve(ANNOUNCEMENT))) {
                copy(entry, copy);
                return copy.toString();
            }
        } else if (entry.toString().endsWith(".jar") && Files.exists(entry)) {
            try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                if (Files.exists(jar.getPath(ANNOUNCEMENT))) {
                    copy(jar.getPath("/"), copy);
                    return copy.toString();
                }
            }
        }
        return entry.toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(from)) {
            all = tree.toList();
        }
        for (Path path : all) {
            String name = from.relativize(path).toString();
            Path target = to.resolve(name);
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else if (!name.replace('\\', '/').equals(ANNOUNCEMENT)) {
                Files.copy(path, target);
            }
        }
    }
}
