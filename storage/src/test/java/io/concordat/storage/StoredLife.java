package io.concordat.storage;

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
import io.concordat.protocol.RecordOp;
import io.concordat.record.Completion;
import io.concordat.record.LogWriter;
import io.concordat.record.OpenedLog;
import io.concordat.record.RecordLog;
import io.concordat.record.conformance.DrivenLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One life of a node on a real disk: opened, written to, closed or abandoned. */
final class StoredLife implements AutoCloseable {
    static final Bytes CLUSTER = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    static final Membership GENESIS = new Membership(1, List.of(new Member(1, Bytes.wrap(new byte[32]))), List.of());
    static final GroupContext CONTEXT = new GroupContext(CLUSTER, 0, 1);

    final RocksDisk disk;
    final OpenedLog opened;
    final DrivenLoop loop = new DrivenLoop();
    final LogWriter writer;
    LogTail tail;
    private long ioSeq;
    private long written;
    private boolean closed;

    private StoredLife(Path data) throws IOException {
        DataDirectory directory = DataDirectory.open(data, CLUSTER, 1);
        disk = RocksDisk.open(directory, true);
        if (directory.fresh()) {
            RecordLog.format(disk, CONTEXT, GENESIS, 1);
            directory.formatted();
        }
        try {
            opened = RecordLog.open(disk, CONTEXT, GENESIS, 1, Limits.DEFAULTS);
        } catch (IOException e) {
            disk.close();
            throw e;
        }
        tail = opened.tail();
        writer = new LogWriter(loop, disk, loop);
    }

    static StoredLife first(Path data) throws IOException {
        DataDirectory.create(data, CLUSTER, 1);
        return new StoredLife(data);
    }

    static StoredLife next(Path data) throws IOException {
        return new StoredLife(data);
    }

    StoredLife append(int count) {
        return append(count, 20);
    }

    /** {@code length}: times a dozen bytes each. */
    StoredLife append(int count, int length) {
        for (int i = 0; i < count; i++) {
            Bundle.Identity client =
                    new Bundle.Identity(CLUSTER, 0, Bytes.wrap(new byte[16]), Bytes.wrap(new byte[32]));
            List<Bytes> commands = List.of(Bytes.utf8(("command " + tail.index() + " ").repeat(length)));
            Bundle bundle = Bundle.commands(client, tail.index(), commands, 0, 0, header -> Bytes.EMPTY);
            Batch batch = Batch.of(tail.index() + 1, tail.index(), 0, List.of(bundle));
            LogEntry entry = LogChain.append(tail.hash(), Math.max(1, tail.term()), batch, CONTEXT);
            tail = new LogTail(entry.term(), entry.index(), entry.hash());
            submit(new LogWrite(++ioSeq, List.of(RecordOp.Put.of(entry)), null, tail));
        }
        return this;
    }

    StoredLife promise(long term, int vote) {
        submit(new LogWrite(++ioSeq, List.of(), new HardState(term, vote), null));
        return this;
    }

    private void submit(LogWrite write) {
        writer.submit(opened.log(), write, new LogWriter.Listener() {
            @Override
            public void written(long seq) {
                written = seq;
            }

            @Override
            public void failed(long seq, String reason) {
                throw new AssertionError(reason);
            }
        });
    }

    StoredLife written() {
        loop.runUntil(() -> written == ioSeq);
        return this;
    }

    /** Closes the writer, so that the watermark is up to date, and leaves the disk to the caller. */
    StoredLife settled() {
        written();
        writer.close(new Completion() {
            @Override
            public void done() {
                closed = true;
            }

            @Override
            public void failed(String reason) {
                throw new AssertionError(reason);
            }
        });
        loop.runUntil(() -> closed);
        return this;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            settled();
        }
        disk.close();
    }
}
