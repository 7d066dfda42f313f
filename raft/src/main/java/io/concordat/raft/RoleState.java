package io.concordat.raft;

import io.concordat.protocol.Event;
import io.concordat.protocol.Role;

/**
 * What a replica is. All legal transitions:
 *
 * <pre>
 *   Follower     → PreCandidate   its leader is silent for an election timeout, or its connection was reset
 *   PreCandidate → Candidate      a majority would vote for it
 *   Follower     → Candidate      its leader hands over to it
 *   PreCandidate → PreCandidate   nobody answered: a new round
 *   Candidate    → Leader         a majority voted for it, itself included once that vote is synced
 *   Candidate    → PreCandidate   the election timed out
 *   any          → Follower       a later term, a leader of this term, a vote given, or lost memory;
 *                                 Leader also: no quorum in contact, or its own disk stalls
 * </pre>
 */
sealed interface RoleState permits Follower, PreCandidate, Candidate, Leader {
    Role role();

    /** Takes over; not called for the role a replica wakes up in. */
    default void enter() {}

    void tick();

    /** A message of the current term (pre-vote replies: of any), other than the ones every role answers alike. */
    void received(int sender, RaftMessage message);

    /** Something became durable. */
    default void synced() {}

    /** Ticks were missing for {@code nanos}: what time seemed to prove is void. */
    default void paused(long nanos) {}

    /** The answer to a read of the log that this role asked for, or an earlier one did. */
    default void logRead(Event.LogRead read) {}

    /** {@code reborn}: it is another life of that node than the one known before. */
    default void connected(int node, boolean reborn) {}

    /** Members in contact may still ask for entries after this one; a leader knows. */
    default long neededAfter() {
        return Long.MAX_VALUE;
    }

    default void unreachable(int node, boolean reset) {}

    /** Another role takes over. */
    default void leave() {}

    /** Whether {@code next} may follow {@code this}; see the table above. */
    default boolean mayBecome(RoleState next) {
        if (next instanceof Follower) {
            return true;
        }
        if (next instanceof PreCandidate) {
            return !(this instanceof Leader);
        }
        return next instanceof Candidate
                ? this instanceof PreCandidate || this instanceof Follower
                : this instanceof Candidate;
    }
}
