package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.log.LogEntry;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProofRules.Examination;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a log proves against the members' keys. Checking signatures is all the work there is, so entries are
 * gathered into chunks and each chunk is judged on all cores.
 */
final class ProofAudit {
    private static final int MOST_ENTRIES = 1_024;
    private static final long MOST_BYTES = 8 << 20;

    private final KeyValueStore store;
    private final int group;
    private final Examination examination;
    private final List<LogEntry> chunk = new ArrayList<>();
    private long bytes;

    ProofAudit(KeyValueStore store, int group, Examination examination) {
        this.store = store;
        this.group = group;
        this.examination = examination;
    }

    /** What the member itself has said, about what, and what it has caught others saying. */
    void words() throws StorageException {
        for (RecordKind kind : List.of(RecordKind.OWN_MESSAGE, RecordKind.BODY, RecordKind.EVIDENCE)) {
            each(kind, 0, RecordFormat.endOf(group, kind), put -> {
                String flaw = examination.record(put);
                if (flaw != null) {
                    throw refuted(kind, put.key().index(), flaw);
                }
            });
        }
    }

    void snapshot(SnapshotId id) throws StorageException {
        String flaw = examination.snapshot(id);
        if (flaw != null) {
            throw refuted(RecordKind.SNAPSHOT_MARK, 0, flaw);
        }
    }

    void see(LogEntry entry) throws StorageException {
        chunk.add(entry);
        bytes += entry.size();
        if (chunk.size() >= MOST_ENTRIES || bytes >= MOST_BYTES) {
            judge();
        }
    }

    void end(LogTail tail) throws StorageException {
        judge();
        String flaw = examination.end(tail);
        if (flaw != null) {
            throw refuted(RecordKind.BATCH, tail.index(), flaw);
        }
        each(RecordKind.CERTIFICATE, tail.index() + 1, RecordFormat.endOf(group, RecordKind.CERTIFICATE), put -> {
            throw refuted(RecordKind.CERTIFICATE, put.key().index(), "it proves an entry that the log does not hold");
        });
    }

    private void judge() throws StorageException {
        if (chunk.isEmpty()) {
            return;
        }
        SortedMap<Long, RecordOp.Put> certificates = new TreeMap<>();
        long last = chunk.get(chunk.size() - 1).index();
        Bytes end = RecordFormat.key(group, RecordKind.CERTIFICATE, last + 1);
        each(
                RecordKind.CERTIFICATE,
                chunk.get(0).index(),
                end,
                put -> certificates.put(put.key().index(), put));
        Optional<Flaw> first = IntStream.range(0, chunk.size())
                .parallel()
                .mapToObj(i -> flaw(chunk.get(i), certificates.get(chunk.get(i).index())))
                .filter(Objects::nonNull)
                .findFirst();
        chunk.clear();
        bytes = 0;
        if (first.isPresent()) {
            throw refuted(
                    RecordKind.CERTIFICATE, first.get().index(), first.get().what());
        }
    }

    private record Flaw(long index, String what) {}

    private @Nullable Flaw flaw(LogEntry entry, RecordOp.@Nullable Put certificate) {
        String what = examination.entry(entry, certificate);
        return what == null ? null : new Flaw(entry.index(), what);
    }

    private interface Inspection {
        void see(RecordOp.Put put) throws StorageException;
    }

    private void each(RecordKind kind, long from, Bytes end, Inspection inspection) throws StorageException {
        LogContents.scan(store, RecordFormat.key(group, kind, from), end, (key, value) -> {
            StoredRecord record = ChainWalk.decode(key, value, group, kind);
            inspection.see(new RecordOp.Put(
                    new RecordKey(kind, record.index()), record.term(), record.hash(), record.payload()));
            return true;
        });
    }

    private StorageException refuted(RecordKind kind, long index, String flaw) {
        return StorageException.failed(StoredRecord.name(group, kind, index) + ": " + flaw, null);
    }
}
