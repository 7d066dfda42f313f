package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.InstallSnapshot;
import io.concordat.raft.RaftMessage.Position;
import io.concordat.raft.RaftMessage.Verdict;

/**
 * Takes entries from the leader of its term; stands when that leader is silent. Also the cloak of a replica in
 * amnesia.
 */
final class Follower implements RoleState {
    private static final long UNSET = Long.MIN_VALUE;

    private final RaftCore core;
    private final ForwardedReads reads;
    private long deadline = UNSET;

    Follower(RaftCore core) {
        this.core = core;
        this.reads = new ForwardedReads(core);
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
        reads.tick();
        if ((core.now() < deadline && !core.alone()) || core.promised()) {
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
        } else if (message instanceof InstallSnapshot offer) {
            if (heard(sender, true, offer.promised())) {
                offered(sender, offer);
            }
        } else if (message instanceof ReadIndexReply reply) {
            reads.answered(sender, reply);
        } else if (message instanceof TimeoutNow word) {
            stand(sender, word);
        } else if (message instanceof Heartbeat beat && heard(sender, false, beat.promised())) {
            // Only what this leader has shown to match is known to be what it means by its commit index.
            core.log().commitTo(Math.min(beat.index(), core.acceptance().verified(core.term())));
            acknowledge(sender);
            if (!core.memory().amnesiac()) {
                core.out().send(sender, new HeartbeatReply(core.term(), beat.round(), core.full()));
            }
        }
    }

    void readRequested(long id) {
        reads.ask(id);
    }

    @Override
    public void leave() {
        reads.abandon();
    }

    /** The leader hands over: pre-vote would only be refused by those who still hear it (thesis §4.2.3). */
    private void stand(int sender, TimeoutNow word) {
        boolean level =
                core.log().tail().term() == word.lastTerm() && core.log().lastIndex() == word.index();
        if (sender == core.leader() && level && core.mayStand()) {
            core.become(new Candidate(core, true));
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
        if (core.full() && m.last().index() > log.lastIndex() && !onlyOpens(m)) {
            return; // neither stored nor acknowledged; the leader goes on asking until there is room
        }
        core.acceptance().from(core.term(), m.session());
        if (m.previous().index() < log.boundary().index()) {
            matched(sender, position(log.boundary()), 0); // all of that is committed: it matches, whatever was said
            return;
        }
        if (!LogMatching.holds(log, m.previous())) {
            long hint = LogMatching.hint(log, m.previous());
            Position refused = new Position(m.index(), log.terms().at(hint), Hash.ZERO);
            answer(sender, Verdict.REFUSED, refused, hint);
            return;
        }
        LogMatching.store(log, m);
        matched(sender, m.last(), m.commit());
    }

    /** The logs match up to {@code at}, of which the leader has committed {@code commit}. */
    private void matched(int sender, Position at, long commit) {
        core.acceptance().matched(at);
        // Up to what this message has shown to match, never up to our own last entry.
        core.log().commitTo(Math.min(commit, at.index()));
        if (!acknowledge(sender) && at.index() <= core.log().durable()) {
            answer(sender, accepted(), at, 0);
        }
    }

    /** The leader's log begins after ours ends, or so it believes. */
    private void offered(int sender, InstallSnapshot m) {
        RaftLog log = core.log();
        Position place = position(m.mark().id().place());
        String contradiction = LogMatching.contradiction(log, place);
        if (contradiction != null) {
            core.out().accuse(sender, contradiction);
            return;
        }
        core.acceptance().from(core.term(), m.session());
        if (core.installation().swaps(m.mark())) {
            return; // under way, and to be acknowledged when it is done (raft.md M69)
        }
        if (place.index() < log.boundary().index()) {
            matched(sender, position(log.boundary()), 0);
        } else if (log.terms().at(place.index()) == place.term()) {
            matched(sender, place, place.index());
        } else {
            core.installation().offered(sender, m.mark());
        }
    }

    /** A snapshot's state has taken the place of log and state up to {@code place}. */
    void caughtUp(LogTail place) {
        core.acceptance().matched(position(place));
        synced();
    }

    /** The snapshot at {@code place} cannot be had: the leader may know of another. */
    void declines(LogTail place) {
        if (core.leader() != 0) {
            LogTail tail = core.log().tail();
            Position refused = new Position(place.index(), tail.term(), Hash.ZERO);
            answer(core.leader(), Verdict.REFUSED, refused, tail.index());
        }
    }

    private static Position position(LogTail place) {
        return new Position(place.index(), place.term(), place.hash());
    }

    /** A few bytes, for which the reserve has room, so that full disks do not keep a group from having a leader. */
    private static boolean onlyOpens(AppendEntries m) {
        return m.entries().stream().allMatch(entry -> entry.batch().bundles().isEmpty());
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
