package io.concordat.record;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group's two slots and what the next one will say. Always overwrites the older slot, so that a torn write leaves the
 * newer one. Confined to the log writer's loop once the log is open.
 */
final class WatermarkSlots {
    private final SlotFile file;
    private final Owner owner;
    private final @Nullable Watermark found;
    private int nextSlot;
    private long sequence;
    private Lineage lineage;
    private HardState hardState = HardState.INITIAL;
    private LogTail tail = LogTail.EMPTY;
    private @Nullable LogTail missing;
    private boolean amnesia;
    private final TreeMap<Integer, SeenLife> met = new TreeMap<>();

    private WatermarkSlots(SlotFile file, Owner owner, @Nullable Watermark found, int newest) {
        this.file = file;
        this.owner = owner;
        this.found = found;
        this.sequence = found == null ? 0 : found.sequence();
        this.nextSlot = 1 - newest;
        this.lineage = found == null ? Lineage.NONE : found.lineage();
        if (found != null) {
            found.met().forEach(life -> met.put(life.node(), life));
        }
    }

    /** Reads both slots; a damaged one counts as never written, a foreign or later one is refused. */
    static WatermarkSlots open(SlotFile file, Owner owner) throws StorageException {
        Watermark newest = null;
        int at = 1;
        for (int slot = 0; slot < SlotFile.SLOTS; slot++) {
            Watermark read = read(file, slot);
            if (read != null) {
                owner.mustOwn(read.owner(), "watermark slot " + slot);
                if (newest == null || read.sequence() > newest.sequence()) {
                    newest = read;
                    at = slot;
                }
            }
        }
        return new WatermarkSlots(file, owner, newest, at);
    }

    private static @Nullable Watermark read(SlotFile file, int slot) throws StorageException {
        Bytes content;
        try {
            content = file.read(slot);
        } catch (IOException e) {
            throw StorageException.failed("watermark slot " + slot + " cannot be read: " + e.getMessage(), e);
        }
        if (Watermark.isNewer(content)) {
            throw new StorageException(
                    ErrorCode.WRONG_VERSION, "watermark slot " + slot + " was written by a newer version");
        }
        try {
            return Watermark.decode(content);
        } catch (MalformedException e) {
            return null;
        }
    }

    /** The newest intact watermark at opening. */
    @Nullable
    Watermark found() {
        return found;
    }

    /** Where this life starts. {@code missing}: what a short log has promised to know, shown until it does again. */
    void start(Lineage starts, HardState promised, LogTail end, @Nullable LogTail lost, boolean forgetful) {
        lineage = starts;
        hardState = promised;
        tail = end;
        missing = lost;
        amnesia = forgetful;
    }

    /** Takes note of what is synced in the log from here on. */
    void advance(@Nullable HardState promised, @Nullable LogTail end) {
        hardState = promised == null ? hardState : promised;
        tail = end == null ? tail : end;
        LogTail lost = missing;
        if (lost != null && tail.atLeast(lost.term(), lost.index())) {
            missing = null;
        }
    }

    /** Whether the replica has yet to prove that it may promise again. */
    void amnesia(boolean unproved) {
        amnesia = unproved;
    }

    /** Later lives have higher numbers than this. */
    void countOnFrom(long boots) {
        lineage = lineage.settle(Math.max(lineage.boot(), boots));
    }

    /** A peer's latest start, to be remembered; returns whether that is news. */
    boolean met(SeenLife life) {
        SeenLife before = met.get(life.node());
        if (before == null ? met.size() >= Watermark.MOST_MET : before.boot() >= life.boot()) {
            return false;
        }
        met.put(life.node(), life);
        return true;
    }

    Lineage lineage() {
        return lineage;
    }

    long bootCounter() {
        return lineage.boot();
    }

    /** Writes the older slot; durable only after {@link #sync}. */
    void write() throws IOException {
        LogTail shown = missing == null ? tail : missing;
        Watermark next =
                new Watermark(owner, ++sequence, lineage, hardState, shown, amnesia, List.copyOf(met.values()));
        file.write(nextSlot, next.encode());
        nextSlot = 1 - nextSlot;
    }

    void sync(Completion completion) {
        file.sync(completion);
    }
}
