package io.concordat.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads RocksDB's files of large values byte by byte, also what no key leads to any more: a header, records under two
 * masked CRC32C, a footer (github.com/facebook/rocksdb, db/blob/blob_log_format.h). RocksDB itself checks only the
 * values that are read, and does not say where one lies. A file without its footer was still being written.
 */
final class BlobFileCheck {
    private static final int MAGIC = 0x00248f37;
    private static final int HEADER = 30;
    private static final int RECORD = 32;
    private static final int FOOTER = 32;
    private static final int LONGEST_KEY = 1 << 10;

    private final FileImage file;
    private final List<LogFileCheck.Place> damaged = new ArrayList<>();

    private BlobFileCheck(FileImage file) {
        this.file = file;
    }

    static LogFileCheck of(Path path) throws IOException {
        try (FileImage image = new FileImage(path, null, 0)) {
            return new BlobFileCheck(image).check();
        }
    }

    private LogFileCheck check() throws IOException {
        if (file.size() < HEADER + FOOTER) {
            return torn(0);
        }
        if (!header(little(file.read(0, HEADER)))) {
            damaged.add(new LogFileCheck.Place(0, "the file's header is not what is written there"));
        }
        long end = file.size() - FOOTER;
        boolean finished = footer(little(file.read(end, FOOTER)));
        long at = HEADER;
        while (at < end) {
            long next = record(at, end);
            if (next < 0) {
                // Without its lengths nothing behind it can be found.
                return finished ? damage(at, "a record's header does not match its checksum") : torn(at);
            }
            at = next;
        }
        return finished ? result() : at == end ? damage(at, "the file's footer is damaged") : torn(at);
    }

    /** Where the next record begins, or -1 when none can begin here. */
    private long record(long at, long end) throws IOException {
        ByteBuffer header = little(file.read(at, RECORD));
        if (header.capacity() < RECORD || header.getInt(24) != masked(header.array(), 24)) {
            return -1;
        }
        long key = header.getLong(0);
        long value = header.getLong(8);
        boolean fits = key >= 0 && key <= LONGEST_KEY && value >= 0 && value <= end - at - RECORD - key;
        if (!fits || value > Integer.MAX_VALUE - LONGEST_KEY) {
            return -1;
        }
        byte[] content = file.read(at + RECORD, (int) (key + value));
        if (header.getInt(28) != masked(content, content.length)) {
            damaged.add(new LogFileCheck.Place(at + RECORD + key, "the value's checksum does not match"));
        }
        return at + RECORD + key + value;
    }

    private static boolean header(ByteBuffer header) {
        boolean whole = header.getInt(0) == MAGIC && header.getInt(4) == 1;
        // One column family, no flags, no compression, no expiration.
        for (int i = 8; whole && i < HEADER; i++) {
            whole = header.get(i) == 0;
        }
        return whole;
    }

    private static boolean footer(ByteBuffer footer) {
        return footer.getInt(0) == MAGIC && footer.getInt(28) == masked(footer.array(), 28);
    }

    private static int masked(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return LogFileWalk.masked((int) crc.getValue());
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private LogFileCheck result() {
        return new LogFileCheck(damaged, Optional.empty());
    }

    private LogFileCheck damage(long at, String what) {
        damaged.add(new LogFileCheck.Place(at, what));
        return result();
    }

    private LogFileCheck torn(long at) {
        return new LogFileCheck(damaged, Optional.of(new LogFileCheck.Place(at, "the file ends here")));
    }
}
