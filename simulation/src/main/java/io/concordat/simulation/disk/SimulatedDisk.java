package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.InMemoryFolder;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.VirtualTime;
import java.io.IOException;
import java.util.TreeMap;

/**
 * The disk of one machine, over all lives of its process. It forgets what RocksDB on a real disk may forget:
 * unsynced writes
 * survive a power cut as a prefix of what was written, the last possibly absent; a killed process loses nothing it had
 * written; a flipped bit in the tail record drops that record silently, elsewhere the store does not open; what a
 * failed sync
 * carried may survive; a full disk stays failed until it is reopened with room.
 */
public final class SimulatedDisk {
    private final VirtualTime time;
    private final SeededRandom random;
    private final boolean syncs;
    private final DiskFaults faults = new DiskFaults();
    private final Contents contents;
    private final TreeMap<Integer, SlotContents> slots = new TreeMap<>();
    private final TreeMap<Integer, InMemoryFolder> folders = new TreeMap<>();
    private int power;
    private boolean rotten;
    private long lastSync;

    /**
     * @param syncs false for a disk that reports writes as synced when they are only written ({@code
     *     log.sync=false}); a
     *     simulation that passes with such a disk and power cuts is blind
     */
    public SimulatedDisk(VirtualTime time, SeededRandom random, boolean syncs, SyncObserver observer) {
        this.time = time;
        this.random = random;
        this.syncs = syncs;
        this.contents = new Contents(observer);
    }

    public DiskFaults faults() {
        return faults;
    }

    /** Opens it for one process life. Throws when the store would refuse to open. */
    public OpenDisk open(Life life) throws IOException {
        if (rotten) {
            throw new IOException("checksum mismatch in the middle of the log");
        }
        if (faults.isFull()) {
            throw new IOException("no space left on device");
        }
        contents.syncUpTo(contents.written()); // Recovery writes what it read from the log into synced table files.
        return new OpenDisk(this, life);
    }

    /** The process has died; the page cache has not. A write that was just being handed over may be missing. */
    public void processDied() {
        if (contents.unsynced() > 0 && random.chance(0.3)) {
            contents.drop(contents.written());
        }
    }

    /** The power has gone. */
    public void powerCut() {
        power++;
        int pending = contents.unsynced();
        contents.cut(pending == 0 ? 0 : random.below(pending + 1));
        slots.values().forEach(s -> s.cut(random));
        folders.values().forEach(f -> f.cut(random));
    }

    /** Replaced by an empty one. */
    public void wipe() {
        power++;
        rotten = false;
        contents.wipe();
        slots.clear();
        folders.clear();
        faults.heal();
    }

    /** A bit flips somewhere in the middle: the store does not open any more. */
    public void rot() {
        rotten = true;
    }

    public boolean isRotten() {
        return rotten;
    }

    /**
     * A bit flips in the record at the log's end, which is dropped silently on the next opening; false when there is
     * none.
     */
    public boolean rotTail() {
        return contents.loseTail(1) > 0;
    }

    /** The log's file is cut: up to {@code most} of the newest records are gone. Returns how many were. */
    public int tearTail(int most) {
        return contents.loseTail(most);
    }

    /** A bit flips under a running process: reading fails from now on, and so does opening. */
    public void rotLive() {
        rotten = true;
    }

    /** What the disk holds, as a backup would. */
    public record Image(
            TreeMap<Bytes, Bytes> content, TreeMap<Integer, Bytes[]> slots, TreeMap<Integer, InMemoryFolder> folders) {}

    public Image image() {
        TreeMap<Integer, Bytes[]> copies = new TreeMap<>();
        slots.forEach((group, file) -> copies.put(group, file.image()));
        TreeMap<Integer, InMemoryFolder> copiedFolders = new TreeMap<>();
        folders.forEach((group, folder) -> copiedFolders.put(group, folder.copy()));
        return new Image(contents.image(), copies, copiedFolders);
    }

    /** The whole disk is put back, while no process has it open. */
    public void restore(Image image) {
        power++;
        rotten = false;
        contents.restore(image.content());
        slots.clear();
        folders.clear();
        image.folders().forEach((group, folder) -> folders.put(group, folder.copy()));
        image.slots().forEach((group, copy) -> slotFile(group).restore(copy));
    }

    /** A bit flips in one of a group's slots; false when none was written. */
    public boolean rotSlot(int group, int slot) {
        SlotContents file = slots.get(group);
        if (file == null || !file.written()) {
            return false;
        }
        file.flip(slot, random.below(8 * 64));
        return true;
    }

    /**
     * Whether everything written has long been synced, slots included. Damage to the tail is detectable only then: a
     * bit that
     * rots within the few milliseconds before the watermark has followed the log is outside every budget.
     */
    public boolean settled() {
        return contents.unsynced() == 0
                && slots.values().stream().allMatch(SlotContents::clean)
                && time.now() - lastSync > 50_000_000;
    }

    /** Whether a watermark of a group that was written after {@code time} would outlive a power cut now. */
    public boolean notedSince(int group, long time) {
        SlotContents file = slots.get(group);
        return file != null && file.keepsSince(time);
    }

    boolean syncsReally() {
        return syncs;
    }

    Contents contents() {
        return contents;
    }

    SlotContents slotFile(int group) {
        return slots.computeIfAbsent(group, g -> new SlotContents());
    }

    InMemoryFolder folder(int group) {
        return folders.computeIfAbsent(group, g -> new InMemoryFolder());
    }

    /** Which life of the machine's electricity this is; what the disk was doing before a cut it does not finish. */
    int power() {
        return power;
    }

    void touched() {
        lastSync = time.now();
    }

    /** How long a sync takes on the healthy disk: mostly under a millisecond, now and then many. */
    long syncNanos() {
        return random.chance(0.01) ? random.between(2_000_000, 20_000_000) : random.between(100_000, 900_000);
    }

    VirtualTime time() {
        return time;
    }

    SeededRandom random() {
        return random;
    }
}
