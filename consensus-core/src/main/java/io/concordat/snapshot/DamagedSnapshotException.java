package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;

/** A snapshot that is not what was written: which file, what it should be, and what stands there. */
public final class DamagedSnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String record;
    private final transient Bytes found;
    private final int expectedCrc;

    DamagedSnapshotException(String file, String record, String message) {
        this(file, record, message, Bytes.EMPTY, 0);
    }

    DamagedSnapshotException(String file, String record, String message, Bytes found, int expectedCrc) {
        super(file + ": " + record + ": " + message);
        this.file = file;
        this.record = record;
        this.found = found;
        this.expectedCrc = expectedCrc;
    }

    static DamagedSnapshotException chunk(long index, int number, Chunk chunk, Bytes found, String message) {
        return new DamagedSnapshotException(
                chunk.file(), "snapshot " + index + " chunk " + number, message, found, chunk.crc());
    }

    static DamagedSnapshotException state(long index, Hash expected, Hash found) {
        return new DamagedSnapshotException(
                "manifest", "snapshot " + index, "its content has state hash " + found + ", not " + expected);
    }

    /** The file's name in the group's snapshot folder. */
    public String file() {
        return file;
    }

    public String record() {
        return record;
    }

    /** What the file holds, with {@link #expectedCrc} to find the byte that changed; empty when that is not known. */
    public Bytes found() {
        return found == null ? Bytes.EMPTY : found;
    }

    public int expectedCrc() {
        return expectedCrc;
    }
}
