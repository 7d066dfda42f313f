package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.InMemoryDisk;
import io.concordat.record.KeyValueStore;
import io.concordat.record.SlotFile;
import io.concordat.record.SnapshotFolder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A disk whose syncs complete when the test says so. */
final class CommandedDisk implements Disk {
    private final InMemoryDisk inner;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private @Nullable String failure;
    private boolean closed;

    CommandedDisk(InMemoryDisk inner) {
        this.inner = inner;
    }

    /** From here on writes wait for {@link #completeOne}. */
    synchronized void hold() {
        holding = true;
    }

    /** Completes the write under way, and lets later ones through. */
    void release() {
        synchronized (this) {
            holding = false;
        }
        while (completeOne()) {
            Thread.onSpinWait();
        }
    }

    /** Completes the write under way; false when there is none. */
    boolean completeOne() {
        Runnable next;
        synchronized (this) {
            next = held.poll();
        }
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    /** The write under way and all later ones fail. */
    void fail(String reason) {
        synchronized (this) {
            failure = reason;
            holding = false;
        }
        while (completeOne()) {
            Thread.onSpinWait();
        }
    }

    synchronized boolean closed() {
        return closed;
    }

    InMemoryDisk inner() {
        return inner;
    }

    @Override
    public KeyValueStore store() {
        KeyValueStore store = inner.store();
        return new KeyValueStore() {
            @Override
            public void write(List<Change> changes, Completion completion) {
                Runnable end = () -> {
                    String reason;
                    synchronized (CommandedDisk.this) {
                        reason = failure;
                    }
                    if (reason != null) {
                        completion.failed(reason);
                    } else {
                        store.write(changes, completion);
                    }
                };
                synchronized (CommandedDisk.this) {
                    if (holding) {
                        held.add(end);
                        return;
                    }
                }
                end.run();
            }

            @Override
            public @Nullable Bytes get(Bytes key) throws IOException {
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
    public SnapshotFolder snapshots(int group) {
        return inner.snapshots(group);
    }

    @Override
    public SlotFile slots(int group) throws IOException {
        return inner.slots(group);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
