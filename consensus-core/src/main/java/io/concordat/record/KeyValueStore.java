package io.concordat.record;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map of bytes on disk, with atomic synced batches. Writes come from one thread at a time; reads from any,
 * and see every write whose completion was reported.
 */
public interface KeyValueStore extends AutoCloseable {
    /**
     * Applies {@code changes} in order, atomically, and syncs. May complete before it returns or later. After one
     * failure every later write fails too.
     */
    void write(List<Change> changes, Completion completion);

    @Nullable
    Bytes get(Bytes key) throws IOException;

    /** Visits keys with {@code from <= key < to} in order until the visitor says stop. */
    void scan(Bytes from, Bytes to, Visitor visitor) throws IOException;

    /**
     * Like {@link #scan}, for values that bear checksums of their own and a visitor who compares them: the store need
     * not sum them up as well, but for what it keeps beside them.
     */
    default void scanChecked(Bytes from, Bytes to, Visitor visitor) throws IOException {
        scan(from, to, visitor);
    }

    /** Synced writes since it was opened. */
    long syncs();

    @Override
    void close() throws IOException;

    /** One change of the map. */
    sealed interface Change {
        record Put(Bytes key, Bytes value) implements Change {}

        record Delete(Bytes key) implements Change {}

        record DeleteRange(Bytes from, Bytes toExclusive) implements Change {}
    }

    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(Bytes key, Bytes value) throws IOException;
    }
}
