package io.concordat.services.lock;

import io.concordat.bytes.Bytes;

/** What can be asked about locks. */
public sealed interface LockQuery {
    /** One lock with its holders and waiters; from waiter {@code fromTicket} on. */
    record Info(Bytes name, long fromTicket) implements LockQuery {}

    /** Locks in use, in the order of their names, after {@code after} (empty: from the first). */
    record Listing(Bytes after) implements LockQuery {}

    /** Who waits, in the order of tickets, from {@code fromTicket} on. */
    record Waiting(long fromTicket) implements LockQuery {}
}
