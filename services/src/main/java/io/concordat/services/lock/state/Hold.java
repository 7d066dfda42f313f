package io.concordat.services.lock.state;

/** One owner's grip on one lock, whatever the number of its levels. */
final class Hold extends Timed {
    final Lock lock;
    final Party party;
    final int permits;
    final long fence;
    final long since;
    int levels;
    long timeToLive;

    Hold(Lock lock, Party party, int permits, long fence, long since) {
        this.lock = lock;
        this.party = party;
        this.permits = permits;
        this.fence = fence;
        this.since = since;
    }

    @Override
    long id() {
        return fence;
    }
}
