package io.concordat.client;

/**
 * When a session may send again after it was told, or had to guess, that the cluster has enough to do. Confined to the
 * loop.
 */
final class Quiet {
    private final ClusterClient client;
    private final Backoff pauses;
    private long until = Long.MIN_VALUE;

    Quiet(ClusterClient client, Backoff pauses) {
        this.client = client;
        this.pauses = pauses;
    }

    boolean isOver() {
        return client.now() >= until;
    }

    long until() {
        return until;
    }

    /** A node has too much to do, and asks not to be asked again before {@code retryAfterMillis}. */
    void busy(int failures, int retryAfterMillis) {
        client.budget().pressed();
        int pressure = client.budget().spend() ? failures : Integer.MAX_VALUE;
        until = client.now()
                + pauses.busy(pressure, retryAfterMillis, timeouts().busyBackoff());
    }

    /** Sending again what was not answered is a retry like any other: without a budget for it, it waits. */
    void unanswered() {
        if (!client.budget().spend()) {
            until = client.now() + pauses.delay(Integer.MAX_VALUE, timeouts().busyBackoff());
        }
    }

    /** A gap heals by going back; one that does not must not make a busy loop. */
    void gap(int failures) {
        until = client.now()
                + (failures == 1 ? 0 : pauses.delay(failures, timeouts().longestBackoff()));
    }

    private ClientTimeouts timeouts() {
        return client.setup().timeouts();
    }
}
