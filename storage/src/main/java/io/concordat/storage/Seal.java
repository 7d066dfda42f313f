package io.concordat.storage;

import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanly stopped directory holds, to the last bit: a line per data file with its size and the CRC32C of each
 * block of 64 KiB. While it stands nobody writes; whoever opens the directory verifies and removes it first.
 */
final class Seal {
    private static final String NAME = "SEAL";
    private static final String TITLE = "concordat-seal 1\n";
    private static final int BLOCK = 1 << 16;

    private Seal() {}

    /**
     * Where a directory differs from its seal.
     *
     * @param blockAt where the damaged block begins
     * @param changed the one byte of it that explains the difference, if one does
     */
    record Mismatch(String file, long blockAt, @Nullable ChangedByte changed, String what) {
        Mismatch(String file, long offset, String what) {
            this(file, offset, null, what);
        }

        /** As exactly as it is known. */
        long offset() {
            return changed == null ? blockAt : blockAt + changed.offset();
        }
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(NAME));
    }

    /** Seals {@code directory}; nothing in it may be open for writing any more. */
    static void write(Path directory) throws IOException {
        StringBuilder lines = new StringBuilder(TITLE);
        for (var file : files(directory).entrySet()) {
            lines.append(Files.size(file.getValue()));
            blocks(file.getValue()).forEach(crc -> lines.append(' ').append(crc));
            lines.append(' ').append(file.getKey()).append('\n');
        }
        DurableFiles.write(directory.resolve(NAME), lines.toString());
    }

    /** Verifies the seal if there is one and removes it, synced, so that it cannot vouch for what is written next. */
    static void verifyAndBreak(Path directory) throws IOException {
        if (!exists(directory)) {
            return;
        }
        Mismatch mismatch = verify(directory);
        if (mismatch != null) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED,
                    directory.resolve(mismatch.file()) + " at offset " + mismatch.offset() + ": " + mismatch.what());
        }
        Files.delete(directory.resolve(NAME));
        DurableFiles.syncDirectory(directory);
    }

    /** The first difference, or null when all is as it was sealed. */
    static @Nullable Mismatch verify(Path directory) throws IOException {
        String text = DurableFiles.read(directory.resolve(NAME));
        if (text == null || !text.startsWith(TITLE)) {
            return new Mismatch(
                    NAME, DurableFiles.damagedAt(directory.resolve(NAME)), "the seal is damaged or of a newer version");
        }
        TreeMap<String, Path> found = files(directory);
        for (String line : text.substring(TITLE.length()).lines().toList()) {
            String[] words = line.split(" ");
            String name = words[words.length - 1];
            Path file = found.remove(name);
            if (file == null) {
                return new Mismatch(name, 0, "the file is missing");
            }
            Mismatch mismatch = compare(name, file, words);
            if (mismatch != null) {
                return mismatch;
            }
        }
        return found.isEmpty() ? null : new Mismatch(found.firstKey(), 0, "the file was not there at the clean stop");
    }

    private static @Nullable Mismatch compare(String name, Path file, String[] words) throws IOException {
        List<String> blocks = blocks(file);
        long size = Files.size(file);
        long expected = Long.parseLong(words[0]);
        for (int i = 0; i < Math.min(blocks.size(), words.length - 2); i++) {
            if (!blocks.get(i).equals(words[i + 1])) {
                long at = (long) i * BLOCK;
                ChangedByte changed = size == expected ? changed(file, at, words[i + 1]) : null;
                String what = changed == null
                        ? "the block of " + BLOCK + " bytes here is damaged"
                        : "the byte here is not the one that was sealed, 0x%02x".formatted(changed.was());
                return new Mismatch(name, at, changed, what);
            }
        }
        return size == expected
                ? null
                : new Mismatch(name, Math.min(size, expected), "the file has " + size + " bytes, not " + expected);
    }

    private static @Nullable ChangedByte changed(Path file, long at, String expected) throws IOException {
        try (FileImage image = new FileImage(file, null, 0)) {
            byte[] block = image.read(at, BLOCK);
            return ChangedByte.find(block, block.length, Integer.parseUnsignedInt(expected, 16));
        }
    }

    private static List<String> blocks(Path file) throws IOException {
        List<String> sums = new ArrayList<>();
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.readNBytes(block, 0, BLOCK); n > 0; n = in.readNBytes(block, 0, BLOCK)) {
                CRC32C crc = new CRC32C();
                crc.update(block, 0, n);
                sums.add("%08x".formatted(crc.getValue()));
            }
        }
        return sums;
    }

    /** Every file that holds data: all but locks, RocksDB's chatter and the seal itself. */
    private static TreeMap<String, Path> files(Path directory) throws IOException {
        TreeMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("LOCK") && !name.startsWith("LOG") && !name.startsWith(NAME)) {
                    files.put(directory.relativize(file).toString(), file);
                }
            }
        }
        return files;
    }
}
