package io.concordat.services.lock;

import io.concordat.bytes.Bytes;

/** What a session is told later. */
public sealed interface LockEvent {
    long clusterNanos();

    /** To the session that waited. The fields are those of {@link LockReply.Held}. */
    record Granted(long ticket, long clusterNanos, long fence, int holds, long deadline) implements LockEvent {}

    /** To the session that waited: out of the queue without the lock. */
    record GaveUp(long ticket, long clusterNanos, Why why) implements LockEvent {}

    /** To the owner's session: the hold ended by itself. Its client knew before, by its own clock. */
    record Lost(Bytes name, Bytes label, long fence, long clusterNanos) implements LockEvent {}

    /** Why a waiter left the queue. */
    enum Why {
        TIMED_OUT,
        OWNER_GONE
    }
}
