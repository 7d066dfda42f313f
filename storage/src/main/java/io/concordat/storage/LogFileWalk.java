package io.concordat.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads the physical format of RocksDB's write-ahead logs and manifests: blocks of 32 KiB, in them fragments of
 * records, each under a masked CRC32C (github.com/facebook/rocksdb, db/log_format.h). RocksDB itself drops a torn tail
 * without a word; this walk says where it begins.
 */
final class LogFileWalk {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int RECYCLED_HEADER = 11;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    private static final int MOST_TYPE = 8;

    private final FileImage file;
    private final Visitor visitor;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Fragment> fragments = new ArrayList<>();
    private boolean intact = true;

    /** A part of a record: where its header stands, where its bytes begin, and how many they are. */
    record Fragment(long header, long from, int length) {}

    /** Hears of the file's records in order. */
    interface Visitor {
        /** {@code intact}: all fragments have the checksum they carry. {@code content} is theirs, joined. */
        void record(List<Fragment> fragments, byte[] content, boolean intact) throws IOException;

        /** From {@code offset} to the end of its block nothing can be read. */
        void unreadable(long offset, String what);
    }

    private LogFileWalk(FileImage file, Visitor visitor) {
        this.file = file;
        this.visitor = visitor;
    }

    static void walk(FileImage file, Visitor visitor) throws IOException {
        LogFileWalk walk = new LogFileWalk(file, visitor);
        for (long at = 0; at < file.size(); at += BLOCK) {
            walk.block(at, file.read(at, BLOCK));
        }
        if (!walk.fragments.isEmpty()) {
            visitor.unreadable(walk.fragments.get(0).header(), "the file ends within a record");
        }
    }

    private void block(long start, byte[] bytes) throws IOException {
        ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (BLOCK - at >= HEADER && at < bytes.length) {
            int type = at + HEADER > bytes.length ? 0 : bytes[at + 6];
            int length = at + HEADER > bytes.length ? 0 : block.getShort(at + 4) & 0xffff;
            int header = type > LAST ? RECYCLED_HEADER : HEADER;
            if (type < FULL || type > MOST_TYPE || at + header + length > bytes.length) {
                if (!zeros(bytes, at)) {
                    abandon(start + at, "no record begins here, or it is cut off");
                }
                return;
            }
            CRC32C crc = new CRC32C();
            crc.update(bytes, at + 6, header - 6 + length);
            fragment(
                    new Fragment(start + at, start + at + header, length),
                    type,
                    block.getInt(at) == masked((int) crc.getValue()));
            content.write(bytes, at + header, length);
            at += header + length;
            if (type == FULL || type == LAST || type == FULL + LAST || type == LAST + LAST) {
                complete();
            }
        }
        if (!zeros(bytes, at)) {
            abandon(start + at, "the padding of the block is not zero");
        }
    }

    private void fragment(Fragment fragment, int type, boolean sound) {
        boolean begins = type == FULL || type == FIRST || type == FULL + LAST || type == FIRST + LAST;
        if (begins != fragments.isEmpty()) {
            visitor.unreadable(
                    fragment.header(), begins ? "the record before has no end" : "the record has no beginning");
            fragments.clear();
            content.reset();
        }
        fragments.add(fragment);
        intact = (fragments.size() == 1 || intact) && sound;
    }

    private void complete() throws IOException {
        visitor.record(List.copyOf(fragments), content.toByteArray(), intact);
        fragments.clear();
        content.reset();
    }

    private void abandon(long offset, String what) {
        visitor.unreadable(offset, what);
        fragments.clear();
        content.reset();
    }

    /** As RocksDB stores a checksum, so that one over bytes that hold checksums is no special one (util/crc32c.h). */
    static int masked(int crc) {
        return Integer.rotateRight(crc, 15) + 0xa282ead8;
    }

    private static boolean zeros(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
