package io.concordat.protocol;

import org.jspecify.annotations.Nullable;

/** Which messages are promises, and what must be on the sender's disk before each may leave. For auditors in tests. */
public interface PromiseRules {
    /** Why {@code image} does not support sending {@code message}, or null when it does or when nothing is promised. */
    @Nullable
    String broken(int sender, Message message, DurableImage image);
}
