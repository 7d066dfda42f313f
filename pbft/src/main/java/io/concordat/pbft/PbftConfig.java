package io.concordat.pbft;

import io.concordat.config.Limits;
import io.concordat.config.Settings;

/**
 * PBFT's numbers, from the agreed settings. Durations in nanoseconds.
 *
 * @param requestNanos how long a request may wait for its execution before its primary is suspected
 * @param longestNanos bound of what doubling makes of it over failed views
 * @param beatNanos between two beats while something is under way
 * @param checkpointEvery slots between checkpoints
 * @param window slots above the stable checkpoint that may be agreed on
 * @param open proposals of one primary that are not yet executed
 * @param readBytes entries handed over or sent at once
 * @param trailingBytes log kept behind the newest snapshot for members in contact
 */
record PbftConfig(
        long requestNanos,
        long longestNanos,
        long beatNanos,
        int checkpointEvery,
        int window,
        int open,
        int readBytes,
        long trailingBytes) {
    /** Doubling stops here: after healing, nobody may wait for minutes (anchors: Besu's 4,096 s rounds). */
    private static final int MOST_DOUBLINGS = 4;

    private static final long BEAT_NANOS = 100_000_000;
    /** Twice as many are the window, which must have room for the open proposals. */
    private static final int LEAST_CHECKPOINT_EVERY = 8;

    private static final int MOST_CHECKPOINT_EVERY = 1_024;
    private static final int OPEN = 4;

    static PbftConfig of(Settings settings, Limits limits) {
        int every = checkpointEvery(settings);
        long request = settings.durationNanos("pbft.request-timeout", "2s");
        return new PbftConfig(
                request,
                request << MOST_DOUBLINGS,
                Math.min(BEAT_NANOS, request / 4),
                every,
                2 * every,
                OPEN,
                2 * limits.batchBytes() + (64 << 10),
                settings.bytes("snapshot.trailing-log", "256MiB"));
    }

    static int checkpointEvery(Settings settings) {
        return (int) settings.number("pbft.checkpoint-interval", 64, LEAST_CHECKPOINT_EVERY, MOST_CHECKPOINT_EVERY);
    }

    /** The patience after {@code failed} views in a row. */
    long patience(int failed) {
        return Math.min(longestNanos, requestNanos << Math.min(failed, MOST_DOUBLINGS));
    }

    /** Whoever was not heard for so long is away: it gets a snapshot when it returns. */
    long contactNanos() {
        return 2 * requestNanos;
    }

    /** How long a transfer that one member alone vouches for may take before another member's is tried. */
    long transferNanos(int failed) {
        return 15 * requestNanos << Math.min(failed, MOST_DOUBLINGS);
    }

    /** Forwarding comes well before suspicion: the primary may just not have seen the request. */
    long forwardAfterNanos() {
        return requestNanos / 8;
    }
}
