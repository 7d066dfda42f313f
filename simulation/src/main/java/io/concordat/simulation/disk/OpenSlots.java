package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.Completion;
import io.concordat.record.SlotFile;
import java.io.IOException;

/** A group's slots as one process life uses them. */
final class OpenSlots implements SlotFile {
    private final OpenDisk open;
    private final SlotContents contents;

    OpenSlots(OpenDisk open, SlotContents contents) {
        this.open = open;
        this.contents = contents;
    }

    @Override
    public Bytes read(int slot) {
        open.life().effect();
        return contents.read(slot);
    }

    @Override
    public void write(int slot, Bytes content) throws IOException {
        if (content.length() != SLOT_BYTES) {
            throw new IOException("a slot has " + SLOT_BYTES + " bytes, not " + content.length());
        }
        open.life().effect();
        contents.write(slot, content, open.disk().time().now());
    }

    @Override
    public void sync(Completion completion) {
        open.life().effect();
        SimulatedDisk disk = open.disk();
        long done = disk.faults().syncDone(disk.time().now(), disk.syncNanos() / 2);
        String broken = open.broken();
        if (broken != null) {
            open.report(done, completion, broken);
            return;
        }
        if (disk.syncsReally()) {
            Runnable synced = contents.beginSync();
            open.device(done, () -> {
                synced.run();
                disk.touched();
            });
        }
        open.report(done, completion, null);
    }

    @Override
    public void close() {}
}
