package io.concordat.protocol;

/** What a replica is to its group, for routing and status; the words an operator sees. */
public enum Role {
    FOLLOWER,
    CANDIDATE,
    LEADER,
    LEARNER,
    PRIMARY,
    BACKUP,
    /** Does not stand, vote or acknowledge until its memory is whole again. */
    RECOVERY;

    /** Whether proposals and reads belong here. */
    public boolean leads() {
        return this == LEADER || this == PRIMARY;
    }
}
