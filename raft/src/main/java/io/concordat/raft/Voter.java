package io.concordat.raft;

import io.concordat.protocol.LogTail;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.raft.RaftMessage.VoteReply;

/**
 * Who gets this replica's vote. Whether the candidate is in our own configuration is not asked: ours may be the
 * older one, and
 * refusing could leave the group without a leader.
 */
final class Voter {
    private final RaftCore core;

    Voter(RaftCore core) {
        this.core = core;
    }

    /** Answers without changing anything: no term, no vote, no timer. */
    void preVote(int sender, PreVote ask) {
        if (core.memory().amnesiac()) {
            return;
        }
        boolean granted = ask.term() >= core.term()
                && !core.leaderAlive()
                && !core.promised()
                && mayFollow(ask.lastTerm(), ask.index());
        core.out().send(sender, new PreVoteReply(core.term(), ask.round(), granted));
    }

    void requestVote(int sender, RequestVote ask) {
        if (core.memory().amnesiac()) {
            return;
        }
        if (ask.term() >= core.term() && core.promised() && !ask.handover()) {
            return; // some leader may rest on our word, and only its own handover takes us out of it
        }
        if (ask.term() > core.term()) {
            if (core.leaderAlive() && !ask.handover()) {
                return; // a leader is at work: not even the term is taken (thesis §4.2.3)
            }
            core.adopt(ask.term());
        }
        boolean free = core.ballot().vote() == 0 || core.ballot().vote() == sender;
        boolean granted =
                ask.term() == core.term() && free && core.leader() == 0 && mayFollow(ask.lastTerm(), ask.index());
        if (granted) {
            core.ballot().grant(sender);
            core.become(new Follower(core)); // the timer starts anew for a vote given, never for one refused
        }
        core.out()
                .promise(
                        sender,
                        new VoteReply(core.term(), sender, granted),
                        core.ballot().seq());
    }

    /** The candidate's log is at least as complete as ours (paper §5.4.1), and as what ours has been. */
    private boolean mayFollow(long lastTerm, long lastIndex) {
        LogTail tail = core.log().tail();
        boolean complete = lastTerm != tail.term() ? lastTerm > tail.term() : lastIndex >= tail.index();
        return complete && core.memory().mayFollow(lastTerm, lastIndex);
    }
}
