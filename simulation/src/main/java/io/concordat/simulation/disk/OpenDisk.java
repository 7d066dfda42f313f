package io.concordat.simulation.disk;

import io.concordat.record.Completion;
import io.concordat.record.Disk;
import io.concordat.record.KeyValueStore;
import io.concordat.record.SlotFile;
import io.concordat.record.SnapshotFolder;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A disk as one process life holds it. One failure latches: nothing can be written any more until it is opened
 * again.
 */
public final class OpenDisk implements Disk {
    private final SimulatedDisk disk;
    private final Life life;
    private final KeyValueStore store;
    private @Nullable String broken;
    private long lastDone;
    private boolean opening = true;
    private boolean closed;

    OpenDisk(SimulatedDisk disk, Life life) {
        this.disk = disk;
        this.life = life;
        this.store = new OpenStore(this);
    }

    @Override
    public KeyValueStore store() {
        return store;
    }

    @Override
    public SlotFile slots(int group) throws IOException {
        life.effect();
        return new OpenSlots(this, disk.slotFile(group));
    }

    @Override
    public SnapshotFolder snapshots(int group) {
        return new OpenFolder(this, disk.folder(group));
    }

    @Override
    public boolean shortOfSpace() {
        return disk.faults().isLow();
    }

    @Override
    public void close() {
        closed = true;
        latch("the disk is closed");
    }

    void mustBeOpen() throws IOException {
        if (closed) {
            throw new IOException("the disk is closed");
        }
        if (disk.isRotten()) {
            throw new IOException("checksum mismatch in the middle of the log");
        }
    }

    SimulatedDisk disk() {
        return disk;
    }

    Life life() {
        return life;
    }

    @Nullable
    String broken() {
        return broken;
    }

    void latch(String reason) {
        broken = reason;
    }

    boolean opening() {
        return opening;
    }

    /**
     * Opening is over: from now on writes take time. Until then they complete before they return, as recovery waits.
     */
    public void opened() {
        opening = false;
    }

    /** Tells the process, unless it has died meanwhile. */
    void report(long at, Completion completion, @Nullable String failure) {
        if (opening) {
            if (failure == null) {
                completion.done();
            } else {
                completion.failed(failure);
            }
            return;
        }
        lastDone = Math.max(lastDone, at); // One device queue: completions do not overtake each other.
        disk.time().at(lastDone, life, Activity.DISK, () -> {
            if (failure == null) {
                completion.done();
            } else {
                completion.failed(failure);
            }
        });
    }

    /** What the device does at {@code at}, whether or not the process still lives, unless the power goes first. */
    void device(long at, Runnable action) {
        if (opening) {
            action.run();
            return;
        }
        lastDone = Math.max(lastDone, at);
        writeBack(lastDone, action);
    }

    /** The same, out of the device's queue. */
    void writeBack(long at, Runnable action) {
        int power = disk.power();
        disk.time().at(at, null, Activity.DISK, () -> {
            if (disk.power() == power) {
                action.run();
            }
        });
    }
}
