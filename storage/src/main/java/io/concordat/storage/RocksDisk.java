package io.concordat.storage;

import io.concordat.error.ErrorCode;
import io.concordat.record.Disk;
import io.concordat.record.KeyValueStore;
import io.concordat.record.SlotFile;
import io.concordat.record.SnapshotFolder;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A node's disk: RocksDB under the log, a small file of slots per group. Owns its data directory. Thread-safe. */
public final class RocksDisk implements Disk {
    private final DataDirectory directory;
    private final RocksStore store;
    private final boolean sync;
    private final Map<Integer, FileSlots> slots = new TreeMap<>();
    private final Map<Integer, FileFolder> folders = new TreeMap<>();
    private final ExecutorService syncing = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "concordat-watermark-sync");
        thread.setDaemon(true);
        return thread;
    });
    private final FreeSpace space;
    private boolean closed;

    private RocksDisk(DataDirectory directory, RocksStore store, boolean sync, FreeSpace space) {
        this.space = space;
        this.directory = directory;
        this.store = store;
        this.sync = sync;
    }

    /**
     * Opens the log in {@code directory}, which belongs to the disk from here on, also when opening fails.
     *
     * @param sync false trades every guarantee about power cuts for speed; say so wherever status is shown
     * @throws StorageException STORAGE_FAILED when RocksDB finds damage
     */
    public static RocksDisk open(DataDirectory directory, boolean sync) throws IOException {
        return open(directory, sync, 0);
    }

    /**
     * As {@link #open(DataDirectory, boolean)}.
     *
     * @param reserve bytes that must stay free on the file system, see {@link #shortOfSpace}
     */
    public static RocksDisk open(DataDirectory directory, boolean sync, long reserve) throws IOException {
        try {
            RocksStore store = RocksStore.open(directory.path().resolve("log"), sync);
            return new RocksDisk(directory, store, sync, new FreeSpace(directory.path(), reserve));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public KeyValueStore store() {
        return store;
    }

    @Override
    public synchronized SlotFile slots(int group) throws IOException {
        if (closed) {
            throw new IOException("the disk is closed");
        }
        FileSlots open = slots.get(group);
        if (open == null) {
            String name = Integer.toUnsignedString(group);
            open = FileSlots.open(directory.path().resolve("slots").resolve(name), syncing, sync);
            slots.put(group, open);
        }
        return open;
    }

    @Override
    public synchronized SnapshotFolder snapshots(int group) throws IOException {
        FileFolder open = folders.get(group);
        if (open == null) {
            String name = Integer.toUnsignedString(group);
            open = FileFolder.open(directory.path().resolve("snapshots").resolve(name), sync);
            folders.put(group, open);
        }
        return open;
    }

    @Override
    public boolean shortOfSpace() throws IOException {
        return space.isShort();
    }

    /** Closes everything and seals the directory, unless a write has failed: then its content is not known. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (directory) {
            folders.values().forEach(FileFolder::close);
            awaitSyncs();
            boolean healthy = store.healthy();
            for (FileSlots open : slots.values()) {
                healthy &= open.healthy();
                open.close();
            }
            store.close();
            if (healthy) {
                Seal.write(directory.path());
            }
        }
    }

    private void awaitSyncs() throws StorageException {
        syncing.shutdown();
        try {
            if (!syncing.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new StorageException(ErrorCode.STORAGE_FAILED, "the disk did not answer in 60 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(ErrorCode.STORAGE_FAILED, "interrupted while closing", e);
        }
    }
}
