package io.concordat.services.lock.state;

import io.concordat.bytes.Bytes;

/** One acquisition that was not granted at once. */
final class Waiter extends Timed {
    final long ticket;
    final Place place;
    /** The session that asked, and is told; not always the owner's. */
    final Bytes asker;

    final int permits;
    final long timeToLive;
    final long since;

    Waiter(long ticket, Place place, Bytes asker, int permits, long timeToLive, long since) {
        this.ticket = ticket;
        this.place = place;
        this.asker = asker;
        this.permits = permits;
        this.timeToLive = timeToLive;
        this.since = since;
    }

    @Override
    long id() {
        return ticket;
    }
}
