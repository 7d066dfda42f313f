package io.concordat.services.lock.client;

/** Somebody with a later fence has used the resource: the caller's lock was lost, whatever it believes. */
public final class StaleFenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long fence;
    private final long newest;

    StaleFenceException(long fence, long newest) {
        super("fence " + fence + " is stale: " + newest + " has been here");
        this.fence = fence;
        this.newest = newest;
    }

    public long fence() {
        return fence;
    }

    public long newest() {
        return newest;
    }
}
