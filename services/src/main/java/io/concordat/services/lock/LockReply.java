package io.concordat.services.lock;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import java.util.List;

/** What a lock command is told at once. Every reply says at which cluster time it was executed. */
public sealed interface LockReply {
    long clusterNanos();

    /**
     * @param fence greater than that of every grant before it in the whole group
     * @param holds how often the owner holds it now
     * @param deadline cluster time at which the hold ends by itself; {@link Long#MAX_VALUE} with its session
     */
    record Held(long clusterNanos, long fence, int holds, long deadline) implements LockReply {}

    /** {@link LockEvent.Granted} or {@link LockEvent.GaveUp} follows, under {@code ticket}. */
    record Queued(long clusterNanos, long ticket, int ahead) implements LockReply {}

    /** {@code holds}: how often the owner still holds it. Also the reply to a successful cancel. */
    record Released(long clusterNanos, int holds) implements LockReply {}

    record Seen(long clusterNanos) implements LockReply {}

    /** LOCK_BUSY, NOT_HELD, LOCK_MISMATCH, BUSY, SESSION_UNKNOWN or MALFORMED. */
    record Refused(long clusterNanos, ErrorCode code) implements LockReply {}

    /** Waiting would never have ended: each owner waits for the lock that the next has or will have before it. */
    record Deadlock(long clusterNanos, List<Step> cycle) implements LockReply {
        public Deadlock {
            cycle = List.copyOf(cycle);
        }
    }

    /** One edge of a cycle: {@code owner} waits for {@code lock}, and the next step's owner is in the way. */
    record Step(LockOwner owner, Bytes lock) {
        @Override
        public String toString() {
            return owner + " waits for " + lock.toUtf8();
        }
    }
}
