package io.concordat.raft;

import io.concordat.membership.Member;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import java.util.TreeSet;

/** Asks whether it would be elected before it disturbs anybody with a new term (thesis §9.6). */
final class PreCandidate implements RoleState {
    private final RaftCore core;
    private final long round;
    private final TreeSet<Integer> granted = new TreeSet<>();
    private long deadline;
    private long askAgainAt;

    PreCandidate(RaftCore core) {
        this.core = core;
        this.round = core.nextRound();
    }

    @Override
    public Role role() {
        return Role.CANDIDATE;
    }

    @Override
    public void enter() {
        core.leaderUnknown();
        deadline = core.now() + core.electionTimeout();
        granted.add(core.self());
        if (!elected()) {
            ask();
        }
    }

    private boolean elected() {
        boolean elected = core.isMajority(granted);
        if (elected) {
            core.become(new Candidate(core));
        }
        return elected;
    }

    private void ask() {
        askAgainAt = core.now() + core.config().heartbeatNanos();
        LogTail tail = core.log().tail();
        for (Member member : core.members().members()) {
            if (!granted.contains(member.node())) {
                core.out().send(member.node(), new PreVote(core.term(), round, tail.term(), tail.index()));
            }
        }
    }

    @Override
    public void tick() {
        if (!core.mayStand()) {
            core.become(new Follower(core));
        } else if (core.now() >= deadline) {
            core.become(new PreCandidate(core));
        } else if (core.now() >= askAgainAt) {
            ask();
        }
    }

    @Override
    public void received(int sender, RaftMessage message) {
        if (message instanceof PreVoteReply reply) {
            // A grant of an earlier round says nothing about now.
            if (reply.granted() && reply.round() == round && core.mayStand()) {
                granted.add(sender);
                elected();
            }
        } else if (RaftMessage.ofLeader(message)) {
            core.become(new Follower(core));
            core.role().received(sender, message);
        }
    }
}
