package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.SlotFile;
import io.concordat.simulation.time.SeededRandom;

/** Two slots as the process sees them, and as a power cut would leave them. */
final class SlotContents {
    private final Bytes[] seen = {zeros(), zeros()};
    private final Bytes[] durable = {zeros(), zeros()};
    private final boolean[] dirty = new boolean[SlotFile.SLOTS];

    private static Bytes zeros() {
        return Bytes.wrap(new byte[SlotFile.SLOT_BYTES]);
    }

    Bytes read(int slot) {
        return seen[slot];
    }

    void write(int slot, Bytes content) {
        byte[] whole = new byte[SlotFile.SLOT_BYTES];
        content.copyTo(whole, 0);
        seen[slot] = Bytes.wrap(whole);
        dirty[slot] = true;
    }

    /** What a sync that begins now will have made durable when it returns. */
    Bytes[] beginSync() {
        return seen.clone();
    }

    void endSync(Bytes[] began) {
        for (int slot = 0; slot < SlotFile.SLOTS; slot++) {
            durable[slot] = began[slot];
            dirty[slot] = seen[slot] != durable[slot];
        }
    }

    boolean clean() {
        return !dirty[0] && !dirty[1];
    }

    /** Each unsynced slot keeps its old content, has the new one, or is torn between the two. */
    void cut(SeededRandom random) {
        for (int slot = 0; slot < SlotFile.SLOTS; slot++) {
            if (dirty[slot]) {
                durable[slot] = switch (random.below(3)) {
                    case 0 -> durable[slot];
                    case 1 -> seen[slot];
                    default -> torn(durable[slot], seen[slot], random.below(SlotFile.SLOT_BYTES));
                };
            }
            seen[slot] = durable[slot];
            dirty[slot] = false;
        }
    }

    private static Bytes torn(Bytes old, Bytes fresh, int at) {
        return Bytes.concat(fresh.slice(0, at), old.slice(at, SlotFile.SLOT_BYTES - at));
    }

    /** A bit rots in place. */
    void flip(int slot, int bit) {
        byte[] bytes = durable[slot].toArray();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        durable[slot] = Bytes.wrap(bytes);
        seen[slot] = durable[slot];
        dirty[slot] = false;
    }

    /** Whether anything but zeros was ever durable here. */
    boolean written() {
        return !durable[0].equals(zeros()) || !durable[1].equals(zeros());
    }
}
