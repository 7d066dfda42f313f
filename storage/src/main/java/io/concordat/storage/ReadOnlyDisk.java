package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.KeyValueStore;
import io.concordat.record.SlotFile;
import io.concordat.record.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The disk of a stopped node, opened without changing a byte of its directory. */
final class ReadOnlyDisk implements Disk {
    private final Path directory;
    private final RocksStore store;
    private final List<SlotFile> opened = new ArrayList<>();

    private ReadOnlyDisk(Path directory, RocksStore store) {
        this.directory = directory;
        this.store = store;
    }

    /** @param chatter an empty directory outside the data for RocksDB's own log */
    static ReadOnlyDisk open(Path directory, Path chatter) throws IOException {
        return new ReadOnlyDisk(directory, RocksStore.openReadOnly(directory.resolve("log"), chatter));
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
