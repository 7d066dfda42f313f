package io.concordat.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much a file system has left, against what must stay free: RocksDB does not come back from a write that found no
 * room, so it must not be asked to. Thread-safe.
 */
final class FreeSpace {
    private final Path directory;
    private final long reserve;
    private boolean shortOf;

    FreeSpace(Path directory, long reserve) {
        this.directory = directory;
        this.reserve = reserve;
    }

    /** Once short it takes a quarter more than the reserve to end it, lest every freed page is fought over. */
    synchronized boolean isShort() throws IOException {
        FileStore store = Files.getFileStore(directory);
        long usable = store.getUsableSpace();
        shortOf = usable < (shortOf ? reserve + reserve / 4 : reserve);
        return shortOf;
    }
}
