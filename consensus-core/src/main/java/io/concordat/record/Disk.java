package io.concordat.record;

import java.io.IOException;

/** A node's disk as the record logic sees it. */
public interface Disk extends AutoCloseable {
    KeyValueStore store();

    /** Opens (and on first use creates) the group's watermark slots. */
    SlotFile slots(int group) throws IOException;

    /** The group's folder for snapshots; the same object at every call. */
    SnapshotFolder snapshots(int group) throws IOException;

    /** Closes everything; a clean close leaves a seal behind where the disk has one. */
    @Override
    void close() throws IOException;
}
