package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.KeyValueStore.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The map of bytes twice: as the process sees it (page cache) and as it would stand after a power cut, with the
 * unsynced
 * batches between the two in order. Batches are numbered from 1 over the disk's whole life.
 */
final class Contents {
    private static final int MOST_UNDONE = 8;
    private static final int MOST_UNSEEN = 4_096;

    private TreeMap<Bytes, Bytes> seen = new TreeMap<>();
    /** Written, but not yet in {@link #seen}: a process seldom reads its log, so the map waits until it does. */
    private final List<Change> unseen = new ArrayList<>();

    private boolean seenIsStale;
    private final TreeMap<Bytes, Bytes> durable = new TreeMap<>();
    private final ArrayDeque<Written> unsynced = new ArrayDeque<>();
    private final SyncObserver observer;
    /** How to take the newest durable batches back, the newest last. */
    private final ArrayDeque<List<Undo>> undo = new ArrayDeque<>();

    private long written;

    private record Written(long number, List<Change> changes) {}

    private record Undo(Bytes key, @Nullable Bytes before) {}

    Contents(SyncObserver observer) {
        this.observer = observer;
    }

    TreeMap<Bytes, Bytes> seen() {
        if (seenIsStale) {
            seenIsStale = false;
            seen = new TreeMap<>(durable);
            unsynced.forEach(w -> w.changes.forEach(change -> apply(seen, change)));
        } else {
            unseen.forEach(change -> apply(seen, change));
        }
        unseen.clear();
        return seen;
    }

    private void rebuildSeen() {
        seenIsStale = true;
        unseen.clear();
    }

    /** The number of the newest batch. */
    long written() {
        return written;
    }

    int unsynced() {
        return unsynced.size();
    }

    void write(List<Change> changes) {
        if (!seenIsStale) {
            unseen.addAll(changes);
        }
        unsynced.add(new Written(++written, changes));
        if (unseen.size() > MOST_UNSEEN) {
            rebuildSeen();
        }
    }

    /** All batches up to {@code number} that were not lost become durable. */
    void syncUpTo(long number) {
        Written oldest = unsynced.peek();
        while (oldest != null && oldest.number <= number) {
            unsynced.remove();
            List<Undo> undone = new ArrayList<>();
            for (Change change : oldest.changes) {
                applyTo(durable, change, undone);
            }
            undo.addLast(undone);
            if (undo.size() > MOST_UNDONE) {
                undo.removeFirst();
            }
            observer.synced(oldest.changes);
            oldest = unsynced.peek();
        }
    }

    /** Batch {@code number} never reached the page cache, or was dropped from it, if it is not durable yet. */
    void drop(long number) {
        if (unsynced.removeIf(w -> w.number == number)) {
            rebuildSeen();
        }
    }

    /** Everything but the first {@code survivors} unsynced batches is lost. */
    void cut(int survivors) {
        Written last = null;
        for (Written batch : unsynced) {
            if (survivors-- <= 0) {
                break;
            }
            last = batch;
        }
        if (last != null) {
            syncUpTo(last.number);
        }
        unsynced.clear();
        rebuildSeen();
        observer.replaced(durable);
    }

    /**
     * The newest {@code most} durable batches are lost, as far as they are still in the log's last file: a torn tail,
     * or a
     * flipped bit that is taken for one, is dropped on opening without a word. Returns how many.
     */
    int loseTail(int most) {
        int lost = 0;
        for (; lost < most && !undo.isEmpty(); lost++) {
            List<Undo> newest = undo.removeLast();
            for (int i = newest.size() - 1; i >= 0; i--) {
                Undo change = newest.get(i);
                if (change.before == null) {
                    durable.remove(change.key);
                } else {
                    durable.put(change.key, change.before);
                }
            }
        }
        unsynced.clear();
        rebuildSeen();
        observer.replaced(durable);
        return lost;
    }

    /** What a power cut would leave now. */
    TreeMap<Bytes, Bytes> image() {
        return new TreeMap<>(durable);
    }

    void restore(TreeMap<Bytes, Bytes> image) {
        wipe();
        durable.putAll(image);
        rebuildSeen();
        observer.replaced(durable);
    }

    void wipe() {
        durable.clear();
        unsynced.clear();
        undo.clear();
        rebuildSeen();
        observer.replaced(durable);
    }

    /** Applies {@code change} and notes how to take it back. */
    private static void applyTo(TreeMap<Bytes, Bytes> map, Change change, List<Undo> undone) {
        if (change instanceof Change.Put put) {
            undone.add(new Undo(put.key(), map.put(put.key(), put.value())));
        } else if (change instanceof Change.Delete delete) {
            undone.add(new Undo(delete.key(), map.remove(delete.key())));
        } else if (change instanceof Change.DeleteRange range) {
            var gone = map.subMap(range.from(), range.toExclusive()).entrySet().iterator();
            while (gone.hasNext()) {
                Map.Entry<Bytes, Bytes> entry = gone.next();
                undone.add(new Undo(entry.getKey(), entry.getValue()));
                gone.remove();
            }
        }
    }

    private static void apply(TreeMap<Bytes, Bytes> map, Change change) {
        if (change instanceof Change.Put put) {
            map.put(put.key(), put.value());
        } else if (change instanceof Change.Delete delete) {
            map.remove(delete.key());
        } else if (change instanceof Change.DeleteRange range) {
            map.subMap(range.from(), range.toExclusive()).clear();
        }
    }
}
