package io.concordat.record;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A disk that lasts as long as its process: for nodes in users' unit tests, and as the model other disks are compared
 * with. Completes before it returns. Thread-safe; a scan that runs beside a write may see a part of it.
 */
public final class InMemoryDisk implements Disk {
    private final ConcurrentNavigableMap<Bytes, Bytes> content;
    private final Map<Integer, Bytes[]> slots;
    private final Map<Integer, InMemoryFolder> folders;
    private final AtomicLong syncs = new AtomicLong();
    private volatile boolean closed;

    public InMemoryDisk() {
        this(new ConcurrentSkipListMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    private InMemoryDisk(
            ConcurrentNavigableMap<Bytes, Bytes> content,
            Map<Integer, Bytes[]> slots,
            Map<Integer, InMemoryFolder> folders) {
        this.content = content;
        this.slots = slots;
        this.folders = folders;
    }

    /** Closes this disk and opens it again with all it held, as a restarted process would find it. */
    public InMemoryDisk reopen() {
        close();
        return new InMemoryDisk(content, slots, folders);
    }

    @Override
    public KeyValueStore store() {
        return new Store();
    }

    @Override
    public SlotFile slots(int group) {
        synchronized (slots) {
            Bytes empty = Bytes.wrap(new byte[SlotFile.SLOT_BYTES]);
            return new Slots(slots.computeIfAbsent(group, g -> new Bytes[] {empty, empty}));
        }
    }

    @Override
    public InMemoryFolder snapshots(int group) {
        synchronized (folders) {
            return folders.computeIfAbsent(group, g -> new InMemoryFolder());
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void mustBeOpen() throws IOException {
        if (closed) {
            throw new IOException("the disk is closed");
        }
    }

    private final class Store implements KeyValueStore {
        @Override
        public void write(List<Change> changes, Completion completion) {
            if (closed) {
                completion.failed("the disk is closed");
                return;
            }
            for (Change change : changes) {
                if (change instanceof Change.Put put) {
                    content.put(put.key().compact(), put.value().compact());
                } else if (change instanceof Change.Delete delete) {
                    content.remove(delete.key());
                } else if (change instanceof Change.DeleteRange range
                        && range.from().compareTo(range.toExclusive()) < 0) {
                    content.subMap(range.from(), range.toExclusive()).clear();
                }
            }
            syncs.incrementAndGet();
            completion.done();
        }

        @Override
        public @Nullable Bytes get(Bytes key) throws IOException {
            mustBeOpen();
            return content.get(key);
        }

        @Override
        public void scan(Bytes from, Bytes to, Visitor visitor) throws IOException {
            mustBeOpen();
            if (from.compareTo(to) >= 0) {
                return;
            }
            for (Map.Entry<Bytes, Bytes> e : content.subMap(from, to).entrySet()) {
                if (!visitor.visit(e.getKey(), e.getValue())) {
                    return;
                }
            }
        }

        @Override
        public long syncs() {
            return syncs.get();
        }

        @Override
        public void close() {
            InMemoryDisk.this.close();
        }
    }

    private final class Slots implements SlotFile {
        private final Bytes[] held;

        private Slots(Bytes[] held) {
            this.held = held;
        }

        @Override
        public Bytes read(int slot) throws IOException {
            mustBeOpen();
            synchronized (held) {
                return held[slot];
            }
        }

        @Override
        public void write(int slot, Bytes written) throws IOException {
            mustBeOpen();
            if (written.length() != SLOT_BYTES) {
                throw new IOException("a slot has " + SLOT_BYTES + " bytes, not " + written.length());
            }
            synchronized (held) {
                held[slot] = written.compact();
            }
        }

        @Override
        public void sync(Completion completion) {
            if (closed) {
                completion.failed("the disk is closed");
            } else {
                completion.done();
            }
        }

        @Override
        public void close() {
            // Nothing to release.
        }
    }
}
