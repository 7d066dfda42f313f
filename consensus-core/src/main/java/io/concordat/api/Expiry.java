package io.concordat.api;

import io.concordat.bytes.Bytes;

/** A moment in which state may change: it knows the time, and can tell sessions what happened to them. */
public interface Expiry {
    /**
     * The only time a state machine knows: nanoseconds since the group began; stands still while there is no leader.
     */
    long clusterNanos();

    /**
     * Tells a session something later than its command's reply: numbered, kept in replicated state until acknowledged,
     * delivered in order. Ignored for a session that has ended.
     */
    void emit(Bytes session, Bytes event);
}
