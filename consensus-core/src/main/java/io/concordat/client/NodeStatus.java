package io.concordat.client;

import io.concordat.bytes.Bytes;

/**
 * What a node says of itself and one of its groups.
 *
 * @param stateHash empty when the index asked for has passed, or was not reached in time
 * @param stateIndex the index {@code stateHash} belongs to
 * @param leader 0 while the node knows none
 * @param recovery the degree of recovery, empty when the replica is whole
 * @param snapshotIndex of the newest snapshot marked in the log, 0 for none
 * @param firstIndex the first entry the log still holds
 */
public record NodeStatus(
        int node,
        String group,
        String protocol,
        String role,
        long term,
        long epoch,
        long commitIndex,
        long appliedIndex,
        long lastIndex,
        Bytes stateHash,
        long stateIndex,
        int leader,
        String recovery,
        long snapshotIndex,
        long firstIndex,
        Figures figures) {

    /**
     * Counters since the node started, and how it was configured.
     *
     * @param longestPauseMillis within the last minute, of a tick's delay or of one piece of work on the applying loop
     * @param syncMicrosP50 median duration of a synced write, microseconds, over the last thousand
     * @param busy requests answered BUSY for want of room
     * @param expired requests dropped because they had waited longer than their sender would
     * @param pendingBytes what the group holds of clients' requests now, in bytes; 0 when nobody waits
     */
    public record Figures(
            double cpuSeconds,
            long syncs,
            long syncMicrosP50,
            long signatures,
            long verifications,
            long batches,
            long commands,
            boolean tls,
            boolean signed,
            boolean sync,
            long longestPauseMillis,
            long busy,
            long expired,
            long pendingBytes) {}
}
