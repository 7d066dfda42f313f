package io.concordat.protocol;

import org.jspecify.annotations.Nullable;

/** Which messages are promises, and what must be on the sender's disk before each may leave. For auditors in tests. */
public interface PromiseRules {
    /** Whether messages of {@code kind} can promise anything; others need not be decoded for an audit. */
    default boolean concerns(int kind) {
        return true;
    }

    /**
     * Whether an entry is in a quorum's logs before it is committed, and in that of whoever leads later (Raft); else
     * logs hold only what is decided already.
     */
    default boolean logsPrecedeCommitment() {
        return true;
    }

    /**
     * Why the snapshot by which {@code write} lets the log begin at {@code start} is not proved by what the same write
     * holds; null when it is, or when this protocol's snapshots need no proof.
     */
    default @Nullable String unproved(LogStart start, LogWrite write) {
        return null;
    }

    /** Why {@code image} does not support sending {@code message}, or null when it does or when nothing is promised. */
    @Nullable
    String broken(int sender, Message message, DurableImage image);
}
