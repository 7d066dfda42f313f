package io.concordat.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Small text files that are either wholly there or not at all, closed by a checksum line. */
final class DurableFiles {
    private static final String CHECKSUM = "crc32c ";

    private DurableFiles() {}

    /** Replaces {@code file} by {@code lines} and their checksum; synced when it returns. */
    static void write(Path file, String lines) throws IOException {
        byte[] content = (lines + CHECKSUM + checksum(lines) + "\n").getBytes(StandardCharsets.UTF_8);
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                partial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(parentOf(file));
    }

    /** The lines without their checksum, or null when the file is not what was written. */
    static @Nullable String read(Path file) throws IOException {
        // Latin-1 keeps every byte apart, so that no damage is decoded away.
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        int at = all.lastIndexOf(CHECKSUM);
        if (at < 0) {
            return null;
        }
        String lines = all.substring(0, at);
        return all.substring(at).equals(CHECKSUM + checksum(lines) + "\n") ? lines : null;
    }

    /** Where a file that {@link #read} does not accept is damaged, as far as its checksum tells; 0 when it does not. */
    static long damagedAt(Path file) throws IOException {
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        int at = all.lastIndexOf(CHECKSUM);
        if (at < 0) {
            return Math.max(0, all.length() - CHECKSUM.length() - 9);
        }
        byte[] lines = all.substring(0, at).getBytes(StandardCharsets.ISO_8859_1);
        String end = all.substring(at + CHECKSUM.length());
        if (!end.matches("[0-9a-f]{8}\n")) {
            return at;
        }
        ChangedByte changed = ChangedByte.find(lines, lines.length, Integer.parseUnsignedInt(end.strip(), 16));
        return changed == null ? at : changed.offset();
    }

    private static String checksum(String lines) {
        CRC32C crc = new CRC32C();
        byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
        crc.update(bytes, 0, bytes.length);
        return "%08x".formatted(crc.getValue());
    }

    static Path parentOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no directory");
        }
        return parent;
    }

    /** Without this a new, renamed or removed file may be forgotten in a power cut. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
