package io.concordat.cli.lock;

import io.concordat.bytes.Bytes;
import io.concordat.cli.CommandFailed;
import io.concordat.client.ClientSession;
import io.concordat.client.ClusterClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A holding session that outlives the command which opened it: {@code DIR/sessions/ID}, mode 0600, with the nonce that
 * renews it. It lives for an hour at least after the last command that named it.
 */
record SessionFile(Path file, Bytes nonce, Duration life) {
    private static final Duration LEAST_LIFE = Duration.ofHours(1);
    private static final int NONCE_BYTES = 16;

    static SessionFile fresh(Path cluster, Duration ttl) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        Duration twice = ttl.multipliedBy(2);
        Path sessions = cluster.resolve("sessions");
        return new SessionFile(sessions, Bytes.wrap(nonce), twice.compareTo(LEAST_LIFE) > 0 ? twice : LEAST_LIFE);
    }

    /** Null when this cluster directory did not open it: it can be named, not renewed. */
    static @Nullable SessionFile read(Path cluster, String id) {
        // Only an id: a path must not lead out of the directory.
        Path file = cluster.resolve("sessions")
                .resolve(LockCommands.owner(id).session().toHex());
        try {
            if (!Files.exists(file)) {
                return null;
            }
            List<String> lines = Files.readAllLines(file);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return new SessionFile(
                    file,
                    Bytes.fromHex(value(lines, "nonce")),
                    Duration.ofSeconds(Long.parseLong(value(lines, "life"))));
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailed.usage(file + " is not a session's file: " + e.getMessage(), "one that acquire wrote");
        }
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + " = "))
                .map(line -> line.substring(key.length() + 3).replace("\"", ""))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + key));
    }

    CompletableFuture<ClientSession> open(ClusterClient client, Duration timeout) {
        return client.openSession(nonce, life, timeout);
    }

    void write(String id) {
        try {
            Path sessions = Files.createDirectories(file);
            forgetOld(sessions);
            Path target = sessions.resolve(id);
            try (var channel = Files.newByteChannel(
                    target,
                    java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                String text = "# A session that holds locks: whoever has this and client.toml can keep it alive.\n"
                        + "nonce = \"" + nonce.toHex() + "\"\nlife = " + life.toSeconds() + "\n";
                channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forgetOld(Path sessions) throws IOException {
        try (Stream<Path> files = Files.list(sessions)) {
            for (Path old : files.toList()) {
                // No session is asked to live longer than this without a command that touches its file.
                if (Files.getLastModifiedTime(old)
                        .toInstant()
                        .isBefore(Instant.now().minus(Duration.ofDays(30)))) {
                    Files.deleteIfExists(old);
                }
            }
        }
    }
}
