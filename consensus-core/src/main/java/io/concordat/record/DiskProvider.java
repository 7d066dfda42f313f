package io.concordat.record;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How a kind of disk joins a program: found through {@link java.util.ServiceLoader}; exactly one on the class path.
 */
public interface DiskProvider {
    /**
     * Makes the data directory of a node that never ran; it must be missing or empty. {@code cluster} has 16 bytes.
     */
    void create(Path directory, Bytes cluster, int node) throws IOException;

    /**
     * Opens a data directory for this process alone. {@code format} is called on the first opening after {@link
     * #create} only; a directory that was lost since is never formatted again, because that would forge its memory.
     *
     * @throws StorageException for a directory that is foreign, damaged or held by another process
     */
    Disk open(Path directory, Bytes cluster, int node, Format format) throws IOException;

    /** Prepares every group's log on a fresh disk. */
    interface Format {
        void on(Disk disk) throws IOException;
    }
}
