package io.concordat.net;

/**
 * Traffic classes between two nodes. Order is kept within a lane, never across; a later lane cannot delay an earlier
 * one.
 */
public enum Lane {
    /** Votes, heartbeats, acknowledgements, read rounds. */
    CONTROL,
    /** Entries of the log. */
    REPLICATION,
    /** Snapshots. */
    BULK
}
