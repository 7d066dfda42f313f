package io.concordat.record.conformance;

import static io.concordat.record.conformance.Expectation.equal;
import static io.concordat.record.conformance.Expectation.holds;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Recovery;
import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.LogWriter;
import io.concordat.record.OpenedLog;
import io.concordat.record.RecordLog;
import io.concordat.record.conformance.DiskConformance.Case;
import io.concordat.record.conformance.DiskConformance.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The record logic over the disk: two groups, one writer, lives that end and begin. */
final class LogCases {
    private static final Bytes CLUSTER = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final Membership GENESIS =
            new Membership(1, List.of(new Member(1, Bytes.wrap(new byte[32]))), List.of());

    private LogCases() {}

    static List<Case> all() {
        return List.of(
                new Case("a disk never formatted has no memory", LogCases::unformatted),
                new Case("two groups share a writer and come back whole", LogCases::twoGroups),
                new Case("overwritten entries stay overwritten", LogCases::overwritten));
    }

    private static GroupContext context(int group) {
        return new GroupContext(CLUSTER, group, 1);
    }

    private static OpenedLog open(Disk disk, int group) throws Exception {
        return RecordLog.open(disk, context(group), GENESIS, 1, Limits.DEFAULTS);
    }

    /** A writer driven by hand, and what it reported. */
    private static final class Writing {
        private final DrivenLoop loop = new DrivenLoop();
        private final LogWriter writer;
        private final List<Long> written = new ArrayList<>();
        private int submitted;
        private boolean closed;

        private Writing(Disk disk) {
            writer = new LogWriter(loop, disk, loop);
        }

        private void submit(RecordLog log, LogWrite write) {
            submitted++;
            writer.submit(log, write, new LogWriter.Listener() {
                @Override
                public void written(long ioSeq) {
                    written.add(ioSeq);
                }

                @Override
                public void failed(long ioSeq, String reason) {
                    throw new AssertionError("write " + ioSeq + " failed: " + reason);
                }
            });
        }

        private void close() {
            loop.runUntil(() -> written.size() == submitted);
            writer.close(new Completion() {
                @Override
                public void done() {
                    closed = true;
                }

                @Override
                public void failed(String reason) {
                    throw new AssertionError("close failed: " + reason);
                }
            });
            loop.runUntil(() -> closed);
        }
    }

    private static LogEntry after(LogTail tail, long term, int group) {
        Batch batch = Batch.of(tail.index() + 1, tail.index() * 10, 0, List.of());
        return LogChain.append(tail.hash(), term, batch, context(group));
    }

    private static LogTail tail(LogEntry entry) {
        return new LogTail(entry.term(), entry.index(), entry.hash());
    }

    private static LogWrite append(long ioSeq, LogEntry entry, @Nullable HardState hardState) {
        return new LogWrite(ioSeq, List.of(RecordOp.Put.of(entry)), hardState, tail(entry));
    }

    private static void unformatted(Place place) throws Exception {
        try (Disk disk = place.open()) {
            OpenedLog opened = open(disk, 0);
            holds(opened.recovery() instanceof Recovery.Amnesia, "recovery is amnesia, not " + opened.recovery());
            equal(opened.tail().index(), 1L, "only genesis is there");
        }
    }

    private static void twoGroups(Place place) throws Exception {
        LogTail[] tails = new LogTail[2];
        try (Disk disk = place.open()) {
            RecordLog.format(disk, context(0), GENESIS, 1);
            RecordLog.format(disk, context(1), GENESIS, 1);
            OpenedLog[] logs = {open(disk, 0), open(disk, 1)};
            Writing writing = new Writing(disk);
            for (int group = 0; group < 2; group++) {
                tails[group] = logs[group].tail();
                for (long seq = 1; seq <= 50 + group; seq++) {
                    LogEntry entry = after(tails[group], 1 + seq / 20, group);
                    HardState promised = seq % 20 == 0 ? new HardState(1 + seq / 20, 1) : null;
                    writing.submit(logs[group].log(), append(seq, entry, promised));
                    tails[group] = tail(entry);
                }
            }
            writing.close();
        }
        try (Disk disk = place.open()) {
            for (int group = 0; group < 2; group++) {
                OpenedLog opened = open(disk, group);
                equal(opened.recovery(), new Recovery.Intact(), "recovery of group " + group);
                equal(opened.tail(), tails[group], "tail of group " + group);
                equal(opened.hardState(), new HardState(3, 1), "hard state of group " + group);
                equal(opened.bootCounter(), 2L, "boot counter of group " + group);
                equal(opened.log().read(10, 19, 1 << 20).size(), 10, "entries read of group " + group);
            }
        }
    }

    private static void overwritten(Place place) throws Exception {
        LogTail tail;
        try (Disk disk = place.open()) {
            RecordLog.format(disk, context(0), GENESIS, 1);
            OpenedLog opened = open(disk, 0);
            Writing writing = new Writing(disk);
            tail = opened.tail();
            for (long seq = 1; seq <= 10; seq++) {
                LogEntry entry = after(tail, 1, 0);
                writing.submit(opened.log(), append(seq, entry, null));
                tail = tail(entry);
            }
            writing.loop.runUntil(() -> writing.written.size() == 10);
            LogEntry kept = opened.log().read(4, 4, 1 << 20).get(0);
            LogEntry other = after(tail(kept), 2, 0);
            List<RecordOp> ops = List.of(
                    new RecordOp.Delete(RecordKind.BATCH, other.index(), Long.MAX_VALUE), RecordOp.Put.of(other));
            writing.submit(opened.log(), new LogWrite(11, ops, null, tail(other)));
            tail = tail(other);
            writing.close();
        }
        try (Disk disk = place.open()) {
            OpenedLog opened = open(disk, 0);
            equal(opened.recovery(), new Recovery.Intact(), "recovery after a truncation");
            equal(opened.tail(), tail, "tail after a truncation");
            equal(opened.log().read(5, 99, 1 << 20).size(), 1, "entries from the cut on");
        }
    }
}
