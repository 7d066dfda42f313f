package io.concordat.record;

import io.concordat.bytes.Bytes;
import java.io.IOException;

/** A preallocated file of two alternating slots of {@link #SLOT_BYTES} each. Used by one thread at a time. */
public interface SlotFile extends AutoCloseable {
    int SLOTS = 2;
    int SLOT_BYTES = 512;

    /** The slot's bytes as they stand on disk; zeros if it was never written. */
    Bytes read(int slot) throws IOException;

    /** Writes one whole slot; durable only after {@link #sync}. */
    void write(int slot, Bytes content) throws IOException;

    void sync(Completion completion);

    @Override
    void close() throws IOException;
}
