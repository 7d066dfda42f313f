package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.SlotFile;
import io.concordat.simulation.time.SeededRandom;

/** Two slots as the process sees them, and as a power cut would leave them. */
final class SlotContents {
    private final Version[] seen = {Version.ZEROS, Version.ZEROS};
    private final Version[] durable = {Version.ZEROS, Version.ZEROS};
    private long writes;

    /**
     * What was written, when a process wrote it, and the how-manieth write it was: a late sync never puts an older one
     * over a newer one.
     */
    private record Version(long order, long time, Bytes content) {
        static final Version ZEROS = new Version(0, Long.MIN_VALUE, Bytes.wrap(new byte[SlotFile.SLOT_BYTES]));
    }

    Bytes read(int slot) {
        return seen[slot].content;
    }

    void write(int slot, Bytes content, long time) {
        byte[] whole = new byte[SlotFile.SLOT_BYTES];
        content.copyTo(whole, 0);
        seen[slot] = new Version(++writes, time, Bytes.wrap(whole));
    }

    /** Begins a sync; the result is what the device does when it is done, perhaps after later syncs and lives. */
    Runnable beginSync() {
        Version[] began = seen.clone();
        return () -> {
            for (int slot = 0; slot < SlotFile.SLOTS; slot++) {
                if (began[slot].order > durable[slot].order) {
                    durable[slot] = began[slot];
                }
            }
        };
    }

    boolean clean() {
        return !dirty(0) && !dirty(1);
    }

    private boolean dirty(int slot) {
        return seen[slot].order != durable[slot].order;
    }

    /** Each unsynced slot keeps its old content, has the new one, or is torn between the two. */
    void cut(SeededRandom random) {
        for (int slot = 0; slot < SlotFile.SLOTS; slot++) {
            if (dirty(slot)) {
                Bytes old = durable[slot].content;
                Bytes fresh = seen[slot].content;
                Bytes left =
                        switch (random.below(3)) {
                            case 0 -> old;
                            case 1 -> fresh;
                            default -> torn(old, fresh, random.below(SlotFile.SLOT_BYTES));
                        };
                durable[slot] = new Version(seen[slot].order, durable[slot].time, left);
            }
            seen[slot] = durable[slot];
        }
    }

    private static Bytes torn(Bytes old, Bytes fresh, int at) {
        return Bytes.concat(fresh.slice(0, at), old.slice(at, SlotFile.SLOT_BYTES - at));
    }

    /** A bit rots in place. */
    void flip(int slot, int bit) {
        byte[] bytes = durable[slot].content.toArray();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        durable[slot] = new Version(++writes, durable[slot].time, Bytes.wrap(bytes));
        seen[slot] = durable[slot];
    }

    /** What a power cut would leave now. */
    Bytes[] image() {
        return new Bytes[] {durable[0].content, durable[1].content};
    }

    void restore(Bytes[] image) {
        for (int slot = 0; slot < SlotFile.SLOTS; slot++) {
            durable[slot] = new Version(++writes, Long.MIN_VALUE, image[slot]);
            seen[slot] = durable[slot];
        }
    }

    /** Whether something that was written after {@code time} would outlive a power cut now. */
    boolean keepsSince(long time) {
        return durable[0].time > time || durable[1].time > time;
    }

    /** Whether anything but zeros was ever durable here. */
    boolean written() {
        return durable[0].order > 0 || durable[1].order > 0;
    }
}
