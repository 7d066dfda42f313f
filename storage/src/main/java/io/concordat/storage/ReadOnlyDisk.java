package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.KeyValueStore;
import io.concordat.record.SlotFile;
import io.concordat.record.SnapshotFolder;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The disk of a stopped node, opened without changing a byte of its directory. */
final class ReadOnlyDisk implements Disk {
    private final Path directory;
    private final Path chatter;
    private final RocksStore store;
    private final List<SlotFile> opened = new ArrayList<>();

    private ReadOnlyDisk(Path directory, Path chatter, RocksStore store) {
        this.directory = directory;
        this.chatter = chatter;
        this.store = store;
    }

    static ReadOnlyDisk open(Path directory) throws IOException {
        // RocksDB writes a log of its own even when it only reads; that goes elsewhere, and goes when this is closed.
        Path chatter = Files.createTempDirectory("concordat-reading");
        try {
            return new ReadOnlyDisk(directory, chatter, RocksStore.openReadOnly(directory.resolve("log"), chatter));
        } catch (StorageException e) {
            remove(chatter);
            throw e;
        }
    }

    private static void remove(Path chatter) throws IOException {
        try (Stream<Path> all = Files.walk(chatter)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    void verifyTables() throws IOException {
        store.verifyTables();
    }

    @Override
    public KeyValueStore store() {
        return store;
    }

    @Override
    public SlotFile slots(int group) throws IOException {
        Path file = directory.resolve("slots").resolve(Integer.toUnsignedString(group));
        SlotFile slots = Files.exists(file) ? FileSlots.openReadOnly(file) : new Missing();
        opened.add(slots);
        return slots;
    }

    @Override
    public SnapshotFolder snapshots(int group) {
        return FileFolder.openReadOnly(directory.resolve("snapshots").resolve(Integer.toUnsignedString(group)));
    }

    @Override
    public void close() throws IOException {
        for (SlotFile slots : opened) {
            slots.close();
        }
        store.close();
        remove(chatter);
    }

    /** Slots that were lost: read as never written. */
    private static final class Missing implements SlotFile {
        @Override
        public Bytes read(int slot) {
            return Bytes.wrap(new byte[SLOT_BYTES]);
        }

        @Override
        public void write(int slot, Bytes content) throws IOException {
            throw new IOException("read-only");
        }

        @Override
        public void sync(Completion completion) {
            completion.failed("read-only");
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
