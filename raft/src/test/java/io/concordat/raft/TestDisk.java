package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.LogEntry;
import io.concordat.protocol.DurableImage;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
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

    /** Syncs the oldest write under way and returns its name. */
    long syncOne() {
        LogWrite write = pending.removeFirst();
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH) {
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
        return log.values().stream()
                .filter(e -> e.batch().membership() != null)
                .map(e -> new ConfigurationAt(e.index(), e.batch().membership()))
                .toList();
    }

    @Override
    public HardState hardState() {
        return hardState;
    }

    @Override
    public LogTail tail() {
        if (log.isEmpty()) {
            return LogTail.EMPTY;
        }
        LogEntry last = log.lastEntry().getValue();
        return new LogTail(last.term(), last.index(), last.hash());
    }

    @Override
    public @Nullable Hash hashAt(long index) {
        LogEntry entry = log.get(index);
        return entry == null ? null : entry.hash();
    }

    @Override
    public long termAt(long index) {
        LogEntry entry = log.get(index);
        return entry == null ? -1 : entry.term();
    }
}
