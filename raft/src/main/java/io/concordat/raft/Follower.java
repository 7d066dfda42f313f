package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.raft.RaftMessage.Verdict;

/**
 * Takes entries from the leader of its term; stands when that leader is silent. Also the cloak of a replica in
 * amnesia.
 */
final class Follower implements RoleState {
    private static final long UNSET = Long.MIN_VALUE;

    private final RaftCore core;
    private long deadline = UNSET;

    Follower(RaftCore core) {
        this.core = core;
    }

    @Override
    public Role role() {
        return core.memory().amnesiac() ? Role.RECOVERY : Role.FOLLOWER;
    }

    @Override
    public void enter() {
        deadline = core.now() + core.electionTimeout();
    }

    @Override
    public void tick() {
        if (deadline == UNSET) {
            enter();
        }
        if (core.now() < deadline && !core.alone()) {
            return;
        }
        if (core.mayStand()) {
            core.become(new PreCandidate(core));
        } else if (core.now() >= deadline) {
            enter();
        }
    }

    @Override
    public void received(int sender, RaftMessage message) {
        if (message instanceof AppendEntries append) {
            if (heard(sender, true, append.promised())) {
                append(sender, append);
            }
        } else if (message instanceof Heartbeat beat && heard(sender, false, beat.promised())) {
            // Only what this leader has shown to match is known to be what it means by its commit index.
            core.log().commitTo(Math.min(beat.index(), core.acceptance().verified(core.term())));
            acknowledge(sender);
            if (!core.memory().amnesiac()) {
                core.out().send(sender, new HeartbeatReply(core.term(), beat.round()));
            }
        }
    }

    /**
     * Notes that the leader lives; false if it is not the leader, or if what it remembers of us shows that we have
     * forgotten.
     */
    private boolean heard(int sender, boolean signed, long promised) {
        if (!core.leaderHeard(sender, signed)) {
            return false;
        }
        enter();
        return !core.doubts(promised);
    }

    private void append(int sender, AppendEntries m) {
        RaftLog log = core.log();
        String contradiction = LogMatching.contradiction(log, m);
        if (contradiction != null) {
            core.out().accuse(sender, contradiction);
            return;
        }
        core.acceptance().from(core.term(), m.session());
        if (!LogMatching.holds(log, m.previous())) {
            long hint = LogMatching.hint(log, m.previous());
            Position refused = new Position(m.index(), log.terms().at(hint), Hash.ZERO);
            answer(sender, Verdict.REFUSED, refused, hint);
            return;
        }
        LogMatching.store(log, m);
        Position last = m.last();
        core.acceptance().matched(last);
        // Up to what this message has shown to match, never up to our own last entry.
        log.commitTo(Math.min(m.commit(), last.index()));
        if (!acknowledge(sender) && last.index() <= log.durable()) {
            answer(sender, accepted(), last, 0);
        }
    }

    /** Acknowledges what has become durable since the last time; returns whether there was anything. */
    private boolean acknowledge(int leader) {
        Position reached = core.acceptance().advance(core.term(), core.log().durable());
        Position known = core.acceptance().durable(core.term());
        if (core.memory().refilled(known == null ? -1 : known.index())) {
            core.ballot().recovered(core.self());
            reached = known;
        }
        if (reached == null) {
            return false;
        }
        answer(leader, accepted(), reached, 0);
        return true;
    }

    private Verdict accepted() {
        return core.memory().amnesiac() ? Verdict.RECOVERING : Verdict.ACCEPTED;
    }

    private void answer(int leader, Verdict verdict, Position at, long hint) {
        long afterSeq = Math.max(core.ballot().seq(), core.log().writes().doneSeq());
        AppendReply reply = new AppendReply(
                core.term(), verdict, at, hint, core.acceptance().session());
        core.out().promise(leader, reply, afterSeq);
    }

    @Override
    public void synced() {
        if (core.leader() != 0) {
            acknowledge(core.leader());
        }
    }

    @Override
    public void paused(long nanos) {
        if (deadline != UNSET) {
            deadline += nanos; // the leader may have spoken meanwhile: its words stand in our queue
        }
    }

    @Override
    public void unreachable(int node, boolean reset) {
        if (reset && node == core.leader() && deadline != UNSET) {
            long soon = core.now() + core.random().nextLong(RaftConfig.RESET_WAIT_NANOS);
            deadline = Math.min(deadline, soon);
        }
    }
}
