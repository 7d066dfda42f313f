package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.KeyValueStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The map of bytes as one process life uses it. */
final class OpenStore implements KeyValueStore {
    private static final long WRITE_BACK_NANOS = 3_000_000_000L;

    private final OpenDisk open;
    private long syncs;

    OpenStore(OpenDisk open) {
        this.open = open;
    }

    @Override
    public void write(List<Change> changes, Completion completion) {
        open.life().effect();
        SimulatedDisk disk = open.disk();
        long now = disk.time().now();
        String broken = open.broken();
        if (broken == null && disk.faults().isFull()) {
            broken = "no space left on device";
            open.latch(broken);
        }
        if (broken != null) {
            open.report(now + 100_000, completion, broken);
            return;
        }
        disk.contents().write(List.copyOf(changes));
        syncs++;
        long done = disk.faults().syncDone(now, disk.syncNanos());
        if (disk.faults().takeSyncFailure()) {
            fail(done, completion);
        } else if (disk.syncsReally()) {
            syncAll(done);
            open.report(done, completion, null);
        } else {
            syncAll(now + WRITE_BACK_NANOS);
            open.report(now + 20_000, completion, null);
        }
    }

    /** At {@code done} everything written until now is durable, unless it was dropped or synced before. */
    private void syncAll(long done) {
        Contents contents = open.disk().contents();
        long upTo = contents.written();
        Runnable sync = () -> {
            contents.syncUpTo(upTo);
            open.disk().touched();
        };
        if (open.disk().syncsReally()) {
            open.device(done, sync);
        } else {
            open.writeBack(done, sync);
        }
    }

    /** The device reports an error; the pages may reach the platter later, or be marked clean and lost (ATC'20). */
    private void fail(long done, Completion completion) {
        open.latch("input/output error");
        if (open.disk().random().chance(0.5)) {
            syncAll(done);
        } else {
            Contents contents = open.disk().contents();
            long failed = contents.written();
            open.device(done, () -> contents.drop(failed));
        }
        open.report(done, completion, "input/output error");
    }

    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        open.mustBeOpen();
        open.life().effect();
        return open.disk().contents().seen().get(key);
    }

    @Override
    public void scan(Bytes from, Bytes to, Visitor visitor) throws IOException {
        open.mustBeOpen();
        open.life().effect();
        for (Map.Entry<Bytes, Bytes> entry :
                open.disk().contents().seen().subMap(from, to).entrySet()) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public long syncs() {
        return syncs;
    }

    @Override
    public void close() {}
}
