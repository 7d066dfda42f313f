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
    private final boolean disproved;

    DamagedSnapshotException(String file, String record, String message) {
        this(file, record, message, Bytes.EMPTY, 0);
    }

    DamagedSnapshotException(String file, String record, String message, Bytes found, int expectedCrc) {
        this(file, record, message, found, expectedCrc, false);
    }

    private DamagedSnapshotException(
            String file, String record, String message, Bytes found, int expectedCrc, boolean disproved) {
        super(file + ": " + record + ": " + message);
        this.file = file;
        this.record = record;
        this.found = found;
        this.expectedCrc = expectedCrc;
        this.disproved = disproved;
    }

    static DamagedSnapshotException chunk(long index, int number, Chunk chunk, Bytes found, String message) {
        return new DamagedSnapshotException(
                chunk.file(), "snapshot " + index + " chunk " + number, message, found, chunk.crc());
    }

    static DamagedSnapshotException state(long index, Hash expected, Hash found) {
        return disproved(index, "its content has state hash " + found + ", not " + expected);
    }

    /** Every chunk is what the manifest names; the manifest itself claims what is not so. */
    static DamagedSnapshotException disproved(long index, String message) {
        return new DamagedSnapshotException("manifest", "snapshot " + index, message, Bytes.EMPTY, 0, true);
    }

    /** Whether nothing has rotted, and the snapshot never was what it claims to be. */
    public boolean disproved() {
        return disproved;
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
