package io.concordat.cli;

import io.concordat.config.Units;
import io.concordat.node.ClusterConnection;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.NodeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, which group, how patient; mixed into every client command. */
public final class Target {
    @Option(
            names = "--cluster",
            paramLabel = "DIR",
            description = "The cluster's directory (else CONCORDAT_CLUSTER, else the nearest one upward).")
    private @Nullable Path cluster;

    @Option(names = "--group", paramLabel = "NAME", defaultValue = "main", description = "The group (default main).")
    private String group = "main";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long to try (default 5s).")
    private Duration timeout = Duration.ofSeconds(5);

    public Duration timeout() {
        return timeout;
    }

    public String group() {
        return group;
    }

    public ClusterConnection connect() {
        return connect(ClientFile.NAME);
    }

    /** With the key that may do what an administrator may. */
    public ClusterConnection connectAsAdmin() {
        return connect(ClientFile.ADMIN);
    }

    private ClusterConnection connect(String identity) {
        Path directory = directory();
        ClusterFile facts = ClusterFiles.read(directory.resolve(ClusterFile.NAME));
        return ClusterConnection.open(facts, ClientFile.read(directory.resolve(identity)), group);
    }

    public Path directory() {
        return located(cluster);
    }

    /** The one that is named, else the environment's, else the nearest one upward. */
    public static Path located(@Nullable Path named) {
        if (named != null) {
            return existing(named, "--cluster");
        }
        String environment = System.getenv("CONCORDAT_CLUSTER");
        if (environment != null && !environment.isEmpty()) {
            return existing(Path.of(environment), "CONCORDAT_CLUSTER");
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            // A node's own directory holds a copy of the facts, but no client's identity.
            if (Files.exists(at.resolve(ClusterFile.NAME)) && !Files.exists(at.resolve(NodeFile.NAME))) {
                return at;
            }
        }
        throw CommandFailed.usage(
                "no cluster here: no cluster.toml in this directory or above it",
                "--cluster DIR or CONCORDAT_CLUSTER, a directory written by `concordat init`");
    }

    private static Path existing(Path directory, String origin) {
        if (!Files.exists(directory.resolve(ClusterFile.NAME))) {
            throw CommandFailed.usage(
                    origin + " names " + directory + ", which holds no cluster.toml",
                    "a directory written by `concordat init`");
        }
        return directory;
    }

    /** Durations as the rest of Concordat writes them. */
    public static final class Durations implements picocli.CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return Duration.ofNanos(Units.durationNanos(value));
            } catch (IllegalArgumentException e) {
                throw new picocli.CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Sizes as the rest of Concordat writes them; a bare number is bytes. */
    public static final class Sizes implements picocli.CommandLine.ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            try {
                return Math.toIntExact(Units.bytes(value));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new picocli.CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
