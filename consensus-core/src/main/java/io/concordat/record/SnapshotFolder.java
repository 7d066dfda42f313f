package io.concordat.record;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.util.List;

/**
 * A group's plain files beside the log: a flat folder. Blocks, so not for loops; thread-safe, but one name belongs to
 * one thread at a time. Nothing is durable before {@link #sync} of the file <em>and</em> {@link #syncNames}.
 */
public interface SnapshotFolder {
    /** The names of all files, ascending. */
    List<String> list() throws IOException;

    /**
     * The whole file; throws {@link java.nio.file.NoSuchFileException} when there is none.
     *
     * @param most refuses a longer file before it takes memory
     */
    Bytes read(String name, int most) throws IOException;

    /** Creates the file or replaces its content. */
    void write(String name, Bytes content) throws IOException;

    void sync(String name) throws IOException;

    /** Replaces {@code to} atomically. */
    void rename(String from, String to) throws IOException;

    /** Removes the file if it is there. */
    void delete(String name) throws IOException;

    /** Without this a new, renamed or removed name may be forgotten in a power cut. */
    void syncNames() throws IOException;
}
