package io.concordat.raft;

import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.config.Units;

/**
 * Raft's numbers, from the agreed settings. Durations in nanoseconds, sizes in bytes.
 *
 * @param electionNanos lower bound of the random election timeout; the upper bound is twice that
 * @param appendBytes entries of one AppendEntries, at least one entry
 * @param windowBytes entries in flight to one follower
 * @param trailingBytes log kept behind the newest snapshot for followers in contact
 * @param leaseNanos how long after sending a heartbeat its answers protect the leader; 0 without leases
 * @param applyBytes entries handed over for execution and not yet executed
 */
record RaftConfig(
        long electionNanos,
        long heartbeatNanos,
        int appendBytes,
        int windowBytes,
        int cacheBytes,
        int applyBytes,
        int readBytes,
        int pendingReads,
        long trailingBytes,
        long leaseNanos) {
    /** A follower whose leader's kernel says "nobody there" waits a random moment below this: 50 ms. */
    static final long RESET_WAIT_NANOS = 50_000_000;

    private static final long MILLION = 1_000_000;

    static RaftConfig of(Settings settings, Limits limits) {
        long election = settings.durationNanos("raft.election-timeout", "500ms");
        String interval = settings.text("raft.heartbeat-interval", "");
        long heartbeat = interval.isEmpty() ? election / 5 : Units.durationNanos(interval);
        if (heartbeat <= 0 || heartbeat > election / 2) {
            throw new IllegalArgumentException("raft.heartbeat-interval must be positive and at most half of"
                    + " raft.election-timeout, so that one lost heartbeat is no election");
        }
        return new RaftConfig(
                election,
                heartbeat,
                limits.batchBytes(),
                limits.peerWindowBytes(),
                limits.entryCacheBytes(),
                4 * limits.batchBytes(),
                2 * limits.batchBytes() + (64 << 10),
                limits.pendingReads(),
                settings.bytes("snapshot.trailing-log", "256MiB"),
                leaseNanos(settings, election));
    }

    /**
     * A follower's election timeout may pass faster, and the leader's lease slower, than true time, each by the bound:
     * (1 - d) / (1 + d) of the timeout is over on the slowest clock before all of it is on the fastest.
     */
    private static long leaseNanos(Settings settings, long election) {
        if (!settings.flag("raft.lease", false)) {
            return 0;
        }
        long drift = Long.parseLong(settings.text("raft.max-clock-drift", "10000"));
        if (drift < 0 || drift > MILLION / 2) {
            throw new IllegalArgumentException("raft.max-clock-drift is 0 to 500000 parts per million, not " + drift);
        }
        return election / (MILLION + drift) * (MILLION - drift);
    }
}
