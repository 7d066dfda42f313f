package io.concordat.record;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A disk that finishes each operation only when told to, and tells in which order it was asked. */
final class SlowDisk implements Disk {
    final List<String> asked = new ArrayList<>();
    final List<Completion> waiting = new ArrayList<>();
    private final InMemoryDisk disk;
    private boolean held;

    SlowDisk(InMemoryDisk disk) {
        this.disk = disk;
    }

    /** From now on nothing completes by itself. */
    SlowDisk hold() {
        held = true;
        return this;
    }

    void finish(int which) {
        waiting.remove(which).done();
    }

    void fail(int which) {
        waiting.remove(which).failed("injected");
    }

    private void complete(Completion completion) {
        if (held) {
            waiting.add(completion);
        } else {
            completion.done();
        }
    }

    @Override
    public KeyValueStore store() {
        KeyValueStore store = disk.store();
        return new KeyValueStore() {
            @Override
            public void write(List<Change> changes, Completion completion) {
                asked.add("log " + changes.size());
                store.write(changes, new Awaited());
                complete(completion);
            }

            @Override
            public Bytes get(Bytes key) throws IOException {
                return store.get(key);
            }

            @Override
            public void scan(Bytes from, Bytes to, Visitor visitor) throws IOException {
                store.scan(from, to, visitor);
            }

            @Override
            public long syncs() {
                return store.syncs();
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }

    @Override
    public SlotFile slots(int group) throws IOException {
        SlotFile slots = disk.slots(group);
        return new SlotFile() {
            @Override
            public Bytes read(int slot) throws IOException {
                return slots.read(slot);
            }

            @Override
            public void write(int slot, Bytes content) throws IOException {
                try {
                    Watermark watermark = Watermark.decode(content);
                    asked.add("slot " + watermark.tail().index() + " t"
                            + watermark.hardState().term());
                } catch (io.concordat.bytes.MalformedException e) {
                    throw new AssertionError(e);
                }
                slots.write(slot, content);
            }

            @Override
            public void sync(Completion completion) {
                asked.add("slot sync");
                complete(completion);
            }

            @Override
            public void close() throws IOException {
                slots.close();
            }
        };
    }

    @Override
    public SnapshotFolder snapshots(int group) {
        return disk.snapshots(group);
    }

    @Override
    public void close() {
        disk.close();
    }
}
