package io.concordat.raft;

import io.concordat.log.LogEntry;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries, bounded in bytes: everything older is read from disk, so that a slow follower costs no heap.
 * Entries
 * that are not yet durable are never dropped, because nothing could read them back.
 */
final class EntryCache {
    private final int maxBytes;
    private LogEntry[] ring = new LogEntry[64];
    private long first = 1;
    private long last;
    private long bytes;

    EntryCache(long lastIndex, int maxBytes) {
        this.maxBytes = maxBytes;
        this.first = lastIndex + 1;
        this.last = lastIndex;
    }

    void append(LogEntry entry, long durable) {
        Invariant.check(entry.index() == last + 1, "entry %d cached after %d", entry.index(), last);
        if (last - first + 1 == ring.length) {
            grow();
        }
        last++;
        ring[slot(last)] = entry;
        bytes += entry.size();
        evict(durable);
    }

    /** Drops the oldest durable entries until the bound holds. */
    void evict(long durable) {
        while (bytes > maxBytes && first <= durable && first <= last) {
            bytes -= get(first).size();
            clear(first++);
        }
    }

    void truncate(long from) {
        while (last >= from && last >= first) {
            bytes -= get(last).size();
            clear(last--);
        }
        if (last >= from) {
            last = from - 1;
            first = from;
        }
    }

    /** Drops everything: the log goes on after {@code lastIndex}. */
    void restart(long lastIndex) {
        truncate(first);
        first = lastIndex + 1;
        last = lastIndex;
    }

    @Nullable
    LogEntry find(long index) {
        return index < first || index > last ? null : get(index);
    }

    /**
     * Entries from {@code from} up to {@code to}, at most {@code limit} bytes but at least one; null if not all are
     * here.
     */
    @Nullable
    List<LogEntry> range(long from, long to, int limit) {
        if (from > to) {
            return List.of();
        }
        if (from < first) {
            return null;
        }
        List<LogEntry> found = new ArrayList<>();
        long size = 0;
        for (long i = from; i <= Math.min(to, last); i++) {
            LogEntry entry = get(i);
            size += entry.size();
            if (size > limit && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    long bytes() {
        return bytes;
    }

    private LogEntry get(long index) {
        return ring[slot(index)];
    }

    @SuppressWarnings("NullAway") // an empty slot lies outside first..last and is never read
    private void clear(long index) {
        ring[slot(index)] = null;
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }

    private void grow() {
        LogEntry[] larger = new LogEntry[ring.length * 2];
        for (long i = first; i <= last; i++) {
            larger[(int) (i & (larger.length - 1))] = get(i);
        }
        ring = larger;
    }
}
