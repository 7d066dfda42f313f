package io.concordat.simulation;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.RecordKind;
import io.concordat.record.KeyValueStore.Change;
import io.concordat.record.RecordFormat;
import io.concordat.record.StoredRecord;
import io.concordat.simulation.disk.SyncObserver;
import io.concordat.simulation.invariants.EntryTable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One group's log as the synced disk holds it, kept up to date record by record. */
final class DiskImage implements DurableImage, SyncObserver {
    private final int group;
    private final Listener listener;
    private final EntryTable entries = new EntryTable();
    private final TreeMap<Long, Bytes> ownWords = new TreeMap<>();
    private final TreeMap<Long, Hash> bodies = new TreeMap<>();
    private HardState hardState = HardState.INITIAL;

    /** Hears of each durable change. */
    interface Listener {
        void hardState(HardState next);

        void entry(long index, long term, Hash hash);

        /** A record on the disk cannot be read. */
        void unreadable(String why);
    }

    DiskImage(int group, Listener listener) {
        this.group = group;
        this.listener = listener;
    }

    @Override
    public void synced(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Put put) {
                put(put.key(), put.value(), true);
            } else if (change instanceof Change.Delete delete) {
                remove(delete.key(), null);
            } else if (change instanceof Change.DeleteRange range) {
                remove(range.from(), range.toExclusive());
            }
        }
    }

    @Override
    public void replaced(SortedMap<Bytes, Bytes> content) {
        entries.clear();
        ownWords.clear();
        bodies.clear();
        hardState = HardState.INITIAL;
        content.forEach((key, value) -> put(key, value, false));
    }

    private void put(Bytes key, Bytes value, boolean fresh) {
        try {
            StoredRecord record = RecordFormat.decode(key, value);
            if (record.group() != group) {
                return;
            }
            if (record.kind() == RecordKind.BATCH) {
                entries.put(record.index(), record.term(), record.hash());
                if (fresh) {
                    listener.entry(record.index(), record.term(), record.hash());
                }
            } else if (record.kind() == RecordKind.SNAPSHOT_MARK) {
                LogStart start = LogStart.decode(record.term(), record.hash(), record.payload());
                entries.startAfter(start.boundary().index(), record.term(), record.hash());
            } else if (record.kind() == RecordKind.OWN_MESSAGE) {
                ownWords.put(record.index(), record.payload());
            } else if (record.kind() == RecordKind.BODY) {
                bodies.put(record.index(), record.hash());
            } else if (record.kind() == RecordKind.HARD_STATE) {
                hardState = new HardState(record.term(), vote(record.payload()));
                if (fresh) {
                    listener.hardState(hardState);
                }
            }
        } catch (MalformedException e) {
            listener.unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** The payload is cluster (16 bytes), node, vote, boot counter. */
    private static int vote(Bytes payload) throws MalformedException {
        ByteReader in = new ByteReader(payload);
        in.raw(20);
        return in.u32();
    }

    private void remove(Bytes from, @Nullable Bytes to) {
        try {
            ByteReader key = new ByteReader(from);
            int kind = key.u32() == group ? key.u8() : 0;
            if (kind == RecordKind.BATCH.code()) {
                long first = key.u64();
                entries.remove(first, to == null ? first + 1 : end(to, kind));
            } else if (kind == RecordKind.OWN_MESSAGE.code()) {
                long first = key.u64();
                ownWords.subMap(first, to == null ? first + 1 : end(to, kind)).clear();
            } else if (kind == RecordKind.BODY.code()) {
                long first = key.u64();
                bodies.subMap(first, to == null ? first + 1 : end(to, kind)).clear();
            }
        } catch (MalformedException e) {
            listener.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private long end(Bytes to, int kind) throws MalformedException {
        ByteReader key = new ByteReader(to);
        boolean sameKind = key.u32() == group && key.u8() == kind;
        return sameKind ? key.u64() : Long.MAX_VALUE;
    }

    @Override
    public @Nullable Bytes record(RecordKind kind, long index) {
        return kind == RecordKind.OWN_MESSAGE ? ownWords.get(index) : null;
    }

    @Override
    public @Nullable Hash digestOf(RecordKind kind, long index) {
        return kind == RecordKind.BODY ? bodies.get(index) : null;
    }

    @Override
    public HardState hardState() {
        return hardState;
    }

    @Override
    public LogTail tail() {
        long last = entries.lastIndex();
        Hash hash = entries.hashAt(last);
        return hash == null ? LogTail.EMPTY : new LogTail(entries.termAt(last), last, hash);
    }

    @Override
    public long compactedTo() {
        return entries.base();
    }

    @Override
    public @Nullable Hash hashAt(long index) {
        return entries.hashAt(index);
    }

    @Override
    public long termAt(long index) {
        return entries.termAt(index);
    }

    /** What a life that opens this disk now will find. */
    EntryTable entries() {
        return entries;
    }
}
