package io.concordat.jepsen.history;

import org.jspecify.annotations.Nullable;

/** One line of a history: a client asks, or is answered. {@code nanos} is -1 where the history does not say. */
public record Event(Type type, long process, String f, @Nullable Object value, @Nullable Object key, long nanos) {
    /** What happened. */
    public enum Type {
        INVOKE,
        OK,
        FAIL,
        INFO
    }
}
