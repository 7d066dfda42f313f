package io.concordat.record;

import java.io.IOException;

/** A node's disk as the record logic sees it. */
public interface Disk extends AutoCloseable {
    KeyValueStore store();

    /** Opens (and on first use creates) the group's watermark slots. */
    SlotFile slots(int group) throws IOException;

    /** The group's folder for snapshots; the same object at every call. */
    SnapshotFolder snapshots(int group) throws IOException;

    /**
     * Whether so little is free that only what keeps a replica honest may still be written: its votes, its watermark.
     * Once true it stays so until clearly more is free. May block; any thread, not a loop.
     */
    default boolean shortOfSpace() throws IOException {
        return false;
    }

    /** Closes everything; a clean close leaves a seal behind where the disk has one. */
    @Override
    void close() throws IOException;
}
