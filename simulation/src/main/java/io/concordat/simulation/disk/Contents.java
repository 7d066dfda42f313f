package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.KeyValueStore.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The map of bytes twice: as the process sees it (page cache) and as it would stand after a power cut, with the
 * unsynced
 * batches between the two in order. Batches are numbered from 1 over the disk's whole life.
 */
final class Contents {
    private TreeMap<Bytes, Bytes> seen = new TreeMap<>();
    private final TreeMap<Bytes, Bytes> durable = new TreeMap<>();
    private final ArrayDeque<Written> unsynced = new ArrayDeque<>();
    private final SyncObserver observer;
    private final List<Undo> undoOfLastSynced = new ArrayList<>();
    private long written;

    private record Written(long number, List<Change> changes) {}

    private record Undo(Bytes key, @Nullable Bytes before) {}

    Contents(SyncObserver observer) {
        this.observer = observer;
    }

    TreeMap<Bytes, Bytes> seen() {
        return seen;
    }

    /** The number of the newest batch. */
    long written() {
        return written;
    }

    int unsynced() {
        return unsynced.size();
    }

    void write(List<Change> changes) {
        for (Change change : changes) {
            apply(seen, change);
        }
        unsynced.add(new Written(++written, changes));
    }

    /** All batches up to {@code number} that were not lost become durable. */
    void syncUpTo(long number) {
        Written oldest = unsynced.peek();
        while (oldest != null && oldest.number <= number) {
            unsynced.remove();
            undoOfLastSynced.clear();
            for (Change change : oldest.changes) {
                remember(change);
                apply(durable, change);
            }
            observer.synced(oldest.changes);
            oldest = unsynced.peek();
        }
    }

    /** Batch {@code number} never reached the page cache, or was dropped from it, if it is not durable yet. */
    void drop(long number) {
        if (unsynced.removeIf(w -> w.number == number)) {
            seen = new TreeMap<>(durable);
            unsynced.forEach(w -> w.changes.forEach(change -> apply(seen, change)));
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
        seen = new TreeMap<>(durable);
        observer.replaced(durable);
    }

    /** A flipped bit in the newest durable batch: on opening it is taken for a torn tail and dropped without a word. */
    boolean loseTail() {
        if (undoOfLastSynced.isEmpty()) {
            return false;
        }
        for (int i = undoOfLastSynced.size() - 1; i >= 0; i--) {
            Undo undo = undoOfLastSynced.get(i);
            if (undo.before == null) {
                durable.remove(undo.key);
            } else {
                durable.put(undo.key, undo.before);
            }
        }
        undoOfLastSynced.clear();
        unsynced.clear();
        seen = new TreeMap<>(durable);
        observer.replaced(durable);
        return true;
    }

    void wipe() {
        durable.clear();
        unsynced.clear();
        undoOfLastSynced.clear();
        seen = new TreeMap<>();
        observer.replaced(durable);
    }

    private void remember(Change change) {
        if (change instanceof Change.Put put) {
            undoOfLastSynced.add(new Undo(put.key(), durable.get(put.key())));
        } else if (change instanceof Change.Delete delete) {
            undoOfLastSynced.add(new Undo(delete.key(), durable.get(delete.key())));
        } else if (change instanceof Change.DeleteRange range) {
            durable.subMap(range.from(), range.toExclusive()).forEach((k, v) -> undoOfLastSynced.add(new Undo(k, v)));
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
