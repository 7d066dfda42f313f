package io.concordat.api;

import io.concordat.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Reads of keyed state. */
public interface View {
    @Nullable
    Bytes get(Bytes key);

    /**
     * Visits keys that start with {@code prefix} and are at least {@code from}, in order, until the visitor says stop.
     */
    void scan(Bytes prefix, Bytes from, Visitor visitor);

    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(Bytes key, Bytes value);
    }
}
