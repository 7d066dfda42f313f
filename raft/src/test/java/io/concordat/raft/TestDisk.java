package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.LogEntry;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogStart;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.SnapshotMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is synced, and the writes still under way; a crash loses the latter. */
final class TestDisk implements DurableImage {
    final TreeMap<Long, LogEntry> log = new TreeMap<>();
    final ArrayDeque<LogWrite> pending = new ArrayDeque<>();
    HardState hardState = HardState.INITIAL;

    @Nullable
    LogStart start;

    /** Syncs the oldest write under way and returns its name. */
    long syncOne() {
        LogWrite write = pending.removeFirst();
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.SNAPSHOT_MARK) {
                start = decodeStart(put);
            } else if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH) {
                log.put(put.key().index(), decode(put));
            } else if (op instanceof RecordOp.Delete delete) {
                log.subMap(delete.from(), delete.toExclusive()).clear();
            }
        }
        if (write.hardState() != null) {
            hardState = write.hardState();
        }
        return write.ioSeq();
    }

    private static LogStart decodeStart(RecordOp.Put put) {
        try {
            return LogStart.decode(put.term(), put.hash(), put.payload());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** As a start does: a log that ends below its snapshot begins anew after it. */
    void reopen() {
        if (start != null && tail().index() < start.snapshot().index()) {
            log.clear();
            start = new LogStart(
                    start.snapshot().id().place(),
                    start.snapshot().membership(),
                    start.genesisEpoch(),
                    start.snapshot());
        }
    }

    /** Everything is gone but the genesis entry, which a start writes. */
    void wipe() {
        log.tailMap(1L, false).clear();
        hardState = HardState.INITIAL;
        start = null;
    }

    LogTail boundary() {
        return start == null ? LogTail.EMPTY : start.boundary();
    }

    @Nullable
    SnapshotMark snapshot() {
        return start == null ? null : start.snapshot();
    }

    @Override
    public long compactedTo() {
        return boundary().index();
    }

    private static LogEntry decode(RecordOp.Put put) {
        try {
            return new LogEntry(put.term(), put.hash(), Batch.decode(put.payload(), Limits.DEFAULTS));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    List<TermRun> terms() {
        List<TermRun> runs = new ArrayList<>();
        log.values().forEach(e -> {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != e.term()) {
                runs.add(new TermRun(e.index(), e.term()));
            }
        });
        return runs;
    }

    List<ConfigurationAt> configurations() {
        List<ConfigurationAt> found = new ArrayList<>();
        if (start != null) {
            found.add(new ConfigurationAt(start.boundary().index(), start.membership()));
        }
        log.values().stream()
                .filter(e -> e.batch().membership() != null)
                .forEach(e -> found.add(new ConfigurationAt(e.index(), e.batch().membership())));
        return found;
    }

    @Override
    public HardState hardState() {
        return hardState;
    }

    @Override
    public LogTail tail() {
        if (log.isEmpty()) {
            return boundary();
        }
        LogEntry last = log.lastEntry().getValue();
        return new LogTail(last.term(), last.index(), last.hash());
    }

    @Override
    public @Nullable Hash hashAt(long index) {
        LogEntry entry = log.get(index);
        return entry != null
                ? entry.hash()
                : index == boundary().index() ? boundary().hash() : null;
    }

    @Override
    public long termAt(long index) {
        LogEntry entry = log.get(index);
        return entry != null
                ? entry.term()
                : index == boundary().index() ? boundary().term() : -1;
    }
}
