package io.concordat.raft;

import io.concordat.membership.Member;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.VoteReply;
import java.util.TreeSet;

/** Collects votes in a term of its own. Its own vote counts, and others hear of it, only once it is synced. */
final class Candidate implements RoleState {
    private final RaftCore core;
    private final TreeSet<Integer> granted = new TreeSet<>();
    private long deadline;
    private final boolean handover;
    private long askAgainAt;

    Candidate(RaftCore core) {
        this(core, false);
    }

    /** {@code handover}: the leader has told this replica to stand. */
    Candidate(RaftCore core, boolean handover) {
        this.core = core;
        this.handover = handover;
    }

    @Override
    public Role role() {
        return Role.CANDIDATE;
    }

    @Override
    public void enter() {
        core.leaderUnknown();
        core.ballot().stand(core.self());
        deadline = core.now() + core.electionTimeout();
        ask();
    }

    private void ask() {
        askAgainAt = core.now() + core.config().heartbeatNanos();
        LogTail tail = core.log().tail();
        for (Member member : core.members().members()) {
            if (member.node() != core.self() && !granted.contains(member.node())) {
                RequestVote request = new RequestVote(core.term(), tail.term(), tail.index(), handover);
                core.out().promise(member.node(), request, core.ballot().seq());
            }
        }
    }

    private boolean ownVoteSynced() {
        return core.log().writes().isDone(core.ballot().seq());
    }

    @Override
    public void tick() {
        if (core.now() >= deadline) {
            core.become(core.mayStand() ? new PreCandidate(core) : new Follower(core));
        } else if (core.now() >= askAgainAt && ownVoteSynced()) {
            ask();
        }
    }

    @Override
    public void synced() {
        if (ownVoteSynced()) {
            granted(core.self());
        }
    }

    @Override
    public void received(int sender, RaftMessage message) {
        if (message instanceof VoteReply reply) {
            if (reply.granted() && reply.candidate() == core.self()) {
                granted(sender);
            }
        } else if (RaftMessage.ofLeader(message)) {
            core.become(new Follower(core));
            core.role().received(sender, message);
        }
    }

    /** One vote per voter, however often it is delivered; voters outside the configuration do not count. */
    private void granted(int voter) {
        granted.add(voter);
        if (ownVoteSynced() && core.isMajority(granted)) {
            core.become(new Leader(core));
        }
    }
}
