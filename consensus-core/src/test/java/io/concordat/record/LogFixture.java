package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
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
import io.concordat.record.conformance.DrivenLoop;
import java.util.ArrayList;
import java.util.List;

/** One node's log, written and restarted by hand. */
final class LogFixture {
    static final Bytes CLUSTER = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    static final Membership GENESIS = new Membership(1, List.of(new Member(1, Bytes.wrap(new byte[32]))), List.of());
    static final int SELF = 1;

    final DrivenLoop loop = new DrivenLoop();
    final GroupContext context;
    final Disk disk;
    final OpenedLog opened;
    final LogWriter writer;
    final List<String> heard = new ArrayList<>();
    LogTail tail;
    private long ioSeq;

    private LogFixture(Disk disk, int group) throws StorageException {
        this.disk = disk;
        this.context = context(group);
        this.opened = open(disk, group);
        this.tail = opened.tail();
        this.writer = new LogWriter(loop, disk, loop);
    }

    static LogFixture fresh(Disk disk) throws StorageException {
        RecordLog.format(disk, context(0), GENESIS, SELF);
        return new LogFixture(disk, 0);
    }

    /** What the next life finds. */
    static OpenedLog open(Disk disk, int group) throws StorageException {
        return RecordLog.open(disk, context(group), GENESIS, SELF, Limits.DEFAULTS);
    }

    static LogFixture restart(Disk disk) throws StorageException {
        return new LogFixture(disk, 0);
    }

    static GroupContext context(int group) {
        return new GroupContext(CLUSTER, group, 1);
    }

    /** Submits {@code count} entries in a write each; the writer has not run yet. */
    LogFixture append(long term, int count) {
        for (int i = 0; i < count; i++) {
            LogEntry entry = next(term);
            submit(List.of(RecordOp.Put.of(entry)), null, tailOf(entry));
        }
        return this;
    }

    /** Writes the next entry's body first, and then an entry that names it. */
    LogFixture appendNamed(long term) {
        LogEntry entry = next(term);
        submit(List.of(RecordOp.Put.body(entry.batch().digest(context), entry.batch())), null, null);
        submit(List.of(RecordOp.Put.naming(entry)), null, tailOf(entry));
        return this;
    }

    LogFixture promise(long term, int vote) {
        submit(List.of(), new HardState(term, vote), null);
        return this;
    }

    /** Replaces everything from {@code index} on by one entry of {@code term}. */
    LogFixture replace(long index, long term) throws StorageException {
        LogEntry kept = opened.log().read(index - 1, index - 1, 1 << 20).get(0);
        tail = tailOf(kept);
        LogEntry entry = next(term);
        submit(
                List.of(new RecordOp.Delete(RecordKind.BATCH, index, Long.MAX_VALUE), RecordOp.Put.of(entry)),
                null,
                tailOf(entry));
        return this;
    }

    LogFixture written() {
        loop.runAll();
        return this;
    }

    /** Lets the watermark catch up. */
    LogFixture idle() {
        loop.runAll();
        loop.advance(20_000_000);
        return this;
    }

    /** Submits an entry for which nobody waits. */
    LogFixture appendPatiently(long term) {
        LogEntry entry = next(term);
        submit(new LogWrite(++ioSeq, List.of(RecordOp.Put.of(entry)), null, tailOf(entry), true));
        return this;
    }

    void submit(List<RecordOp> ops, HardState hardState, LogTail end) {
        submit(new LogWrite(++ioSeq, ops, hardState, end));
    }

    private void submit(LogWrite write) {
        writer.submit(opened.log(), write, new LogWriter.Listener() {
            @Override
            public void written(long seq) {
                heard.add("written " + seq);
            }

            @Override
            public void failed(long seq, String reason) {
                heard.add("failed " + seq);
            }
        });
    }

    private LogEntry next(long term) {
        Bundle.Identity client =
                new Bundle.Identity(CLUSTER, context.group(), Bytes.wrap(new byte[16]), Bytes.wrap(new byte[32]));
        List<Bytes> commands = List.of(Bytes.utf8("command " + (tail.index() + 1)));
        Bundle bundle = Bundle.commands(client, tail.index(), commands, 0, 0, header -> Bytes.EMPTY);
        Batch batch = Batch.of(tail.index() + 1, tail.index() * 1_000, 0, List.of(bundle));
        LogEntry entry = LogChain.append(tail.hash(), term, batch, context);
        tail = tailOf(entry);
        return entry;
    }

    static LogTail tailOf(LogEntry entry) {
        return new LogTail(entry.term(), entry.index(), entry.hash());
    }

    static Bytes batchKey(long index) {
        return RecordFormat.key(0, RecordKind.BATCH, index);
    }

    /** Changes the store behind everybody's back. */
    static void tamper(Disk disk, KeyValueStore.Change change) {
        disk.store().write(List.of(change), new Awaited());
    }

    static Bytes flip(Bytes bytes, int bit) {
        byte[] copy = bytes.toArray();
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.wrap(copy);
    }
}
