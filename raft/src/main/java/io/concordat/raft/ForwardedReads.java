package io.concordat.raft;

import io.concordat.protocol.Effect;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * Reads a follower answers itself: it asks its leader for an index, each read under a nonce of its own, and the leader
 * answers once a round that began after the question is confirmed. What a leader of another term says is no answer.
 */
final class ForwardedReads {
    private record Asked(long readId, int leader, long term, long until) {}

    private final RaftCore core;
    private final TreeMap<Long, Asked> open = new TreeMap<>();

    ForwardedReads(RaftCore core) {
        this.core = core;
    }

    void ask(long readId) {
        int leader = core.leader();
        if (leader == 0
                || core.memory().amnesiac()
                || open.size() >= core.config().pendingReads()) {
            core.refuseRead(readId);
            return;
        }
        long nonce = core.nextNonce();
        open.put(
                nonce,
                new Asked(
                        readId, leader, core.term(), core.now() + core.config().electionNanos()));
        core.out().send(leader, new ReadIndex(core.term(), nonce));
    }

    void answered(int sender, ReadIndexReply reply) {
        Asked asked = open.get(reply.nonce());
        if (asked == null || asked.leader() != sender || asked.term() != reply.term()) {
            return;
        }
        open.remove(reply.nonce());
        if (reply.granted()) {
            core.out().add(new Effect.ServeRead(asked.readId(), reply.index()));
        } else {
            core.refuseRead(asked.readId());
        }
    }

    /** Gives up what nobody will answer: its leader is silent, or leads no more. */
    void tick() {
        for (Iterator<Asked> all = open.values().iterator(); all.hasNext(); ) {
            Asked asked = all.next();
            if (asked.term() != core.term() || core.now() >= asked.until()) {
                all.remove();
                core.refuseRead(asked.readId());
            }
        }
    }

    /** This replica follows no more. */
    void abandon() {
        open.values().forEach(asked -> core.refuseRead(asked.readId()));
        open.clear();
    }
}
