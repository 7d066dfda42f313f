package io.concordat.replica;

import io.concordat.log.LogEntry;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How far the log is appended, durable and handed to the state machine. An index is durable when its <em>last</em>
 * writer is done: a completion of an earlier write says nothing about an entry that was replaced since. Confined to
 * the loop.
 */
final class Cursors {
    private final boolean ahead;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long appended;
    private long applying;
    private long lastSeq;

    /** A write under way, and the lowest index whose entry it puts or removes. */
    private record Pending(long ioSeq, long lowestTouched) {}

    /** {@code ahead}: what is appended is decided for good, and may be executed before it is durable here. */
    Cursors(long appended, long applied, boolean ahead) {
        this.ahead = ahead;
        this.appended = appended;
        this.applying = applied;
    }

    void submitted(LogWrite write) {
        Invariant.check(write.ioSeq() > lastSeq, "write %d follows write %d", write.ioSeq(), lastSeq);
        lastSeq = write.ioSeq();
        long lowest = Long.MAX_VALUE;
        boolean moved = write.ops().stream().anyMatch(Cursors::movesStart);
        for (RecordOp op : write.ops()) {
            if (op instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH) {
                lowest = Math.min(lowest, put.key().index());
            } else if (op instanceof RecordOp.Delete delete
                    && delete.kind() == RecordKind.BATCH
                    && delete.toExclusive() > appended
                    && !moved) {
                lowest = Math.min(lowest, delete.from());
            }
        }
        if (moved && write.tail() != null) {
            // A snapshot replaces the log: until that is synced, nothing beyond what is executed counts as durable.
            lowest = applying + 1;
        }
        Invariant.check(lowest > applying, "a write touches entry %d, %d is executed already", lowest, applying);
        if (write.tail() != null) {
            appended = write.tail().index();
        }
        pending.addLast(new Pending(write.ioSeq(), lowest));
    }

    /** The log begins elsewhere from this write on; what it deletes is in a snapshot, or never was committed. */
    private static boolean movesStart(RecordOp op) {
        return op instanceof RecordOp.Put put && put.key().kind() == RecordKind.SNAPSHOT_MARK;
    }

    /** The state was replaced by that of a snapshot at {@code index}. */
    void swapped(long index) {
        Invariant.check(index > applying, "a snapshot at %d replaces a state at %d", index, applying);
        applying = index;
        Invariant.check(index <= durable(), "a snapshot at %d is swapped in, durable is %d", index, durable());
    }

    /** This write and all before it are synced. */
    void written(long ioSeq) {
        while (!pending.isEmpty() && pending.peekFirst().ioSeq() <= ioSeq) {
            pending.removeFirst();
        }
    }

    long durable() {
        long durable = appended;
        for (Pending write : pending) {
            durable = Math.min(durable, write.lowestTouched() - 1);
        }
        return durable;
    }

    /** Entries go to the state machine in order, once, and only what no crash can take back. */
    void applying(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            Invariant.check(entry.index() == applying + 1, "entry %d executed after %d", entry.index(), applying);
            applying = entry.index();
        }
        long safe = ahead ? appended : durable();
        Invariant.check(applying <= safe, "entry %d executed, durable is %d", applying, safe);
    }
}
