package io.concordat.raft;

import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.membership.Quorum;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.ProtocolStart;
import io.concordat.protocol.SnapshotMark;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.PreVote;
import io.concordat.raft.RaftMessage.PreVoteReply;
import io.concordat.raft.RaftMessage.RecallReply;
import io.concordat.raft.RaftMessage.RequestVote;
import io.concordat.runtime.Invariant;
import io.concordat.runtime.RandomSource;
import java.util.Collection;
import java.util.TreeMap;

/**
 * What all roles of one replica share: who it is, its ballot, log and memory, and the rules that hold in every role.
 */
final class RaftCore {
    private final int self;
    private final GroupContext context;
    private final RaftConfig config;
    private final RandomSource random;
    private final StepOutput out;
    private final Ballot ballot;
    private final RaftLog log;
    private final Recollection memory;
    private final ApplyCursor applying;
    private final Compaction compaction;
    private final Installation installation = new Installation(this);
    private final Acceptance acceptance = new Acceptance();
    private final Voter voter = new Voter(this);
    private final Handover handover = new Handover(this);
    private final TreeMap<Integer, Long> incarnations = new TreeMap<>();
    private RoleState role;
    private int leader;
    private long leaderContact;
    private boolean leaderGone;
    private boolean leaderSigned;
    private long now = Long.MIN_VALUE;
    private long promisedUntil;
    private boolean full;
    private long tokens;
    private long rounds;
    private long nonce;

    RaftCore(ProtocolStart start, StepOutput out) {
        this.self = start.self();
        this.context = start.context();
        this.config = RaftConfig.of(start.settings(), start.limits());
        this.random = start.random();
        this.out = out;
        this.ballot = new Ballot(start.hardState(), out);
        this.log = new RaftLog(start, config, out);
        this.memory = new Recollection(this, start.recovery());
        this.applying = new ApplyCursor(log, config, out, start.executed());
        this.compaction = new Compaction(this);
        this.role = new Follower(this);
    }

    int self() {
        return self;
    }

    GroupContext context() {
        return context;
    }

    RaftConfig config() {
        return config;
    }

    RandomSource random() {
        return random;
    }

    StepOutput out() {
        return out;
    }

    Ballot ballot() {
        return ballot;
    }

    RaftLog log() {
        return log;
    }

    Recollection memory() {
        return memory;
    }

    Acceptance acceptance() {
        return acceptance;
    }

    Installation installation() {
        return installation;
    }

    Handover handover() {
        return handover;
    }

    RoleState role() {
        return role;
    }

    long term() {
        return ballot.term();
    }

    long now() {
        return now;
    }

    void now(long nanos) {
        if (now == Long.MIN_VALUE) {
            promise(nanos); // what the life before this one promised is not known any more
        }
        now = nanos;
    }

    /** With leases: nobody but the present leader's chosen successor gets a vote for an election timeout. */
    private void promise(long from) {
        if (config.leaseNanos() > 0) {
            promisedUntil = from + config.electionNanos();
        }
    }

    /** Whether the disk has come down to its reserve. */
    boolean full() {
        return full;
    }

    void space(boolean nowFull) {
        full = nowFull;
    }

    /** Whether a leader may hold a lease that rests on this replica; of whatever term, and whoever leads now. */
    boolean promised() {
        return config.leaseNanos() > 0 && !alone() && now < promisedUntil;
    }

    int leader() {
        return leader;
    }

    Membership members() {
        return log.configurations().current();
    }

    long nextToken() {
        return ++tokens;
    }

    /** Never the same twice, nor in another life, but for a chance of 2^-64. */
    long nextNonce() {
        nonce = nonce == 0 ? random.nextLong() : nonce + 1;
        return nonce;
    }

    long nextRound() {
        return ++rounds;
    }

    /** Random in [timeout, 2 timeout), drawn anew each time, so that two candidates do not collide for ever. */
    long electionTimeout() {
        return config.electionNanos() + random.nextLong(config.electionNanos());
    }

    boolean isMajority(Collection<Integer> granted) {
        long votes = granted.stream().filter(members()::contains).count();
        return votes >= Quorum.majority(members().members().size());
    }

    /** Whether nobody else could have an opinion. */
    boolean alone() {
        return members().members().size() == 1 && members().contains(self);
    }

    /** A member, whole, whose disk keeps up: it could lead. */
    boolean mayStand() {
        return members().contains(self) && memory.mayStand() && !diskStalls() && term() < RaftMessage.MOST_TERM - 1;
    }

    boolean diskStalls() {
        return log.writes().stallNanos(now) >= config.electionNanos();
    }

    /** Whether a leader was heard within the shortest election timeout: then nobody else is helped into its place. */
    boolean leaderAlive() {
        return leader == self || (leader != 0 && !leaderGone && now - leaderContact < config.electionNanos());
    }

    /**
     * Somebody speaks as leader of this term; returns whether it is believed. Entries are signed, so that of two who
     * send them one is no honest member; the first is kept, because what it was promised stands. A heartbeat is not
     * signed: it cannot displace anybody, and yields to entries.
     */
    boolean leaderHeard(int node, boolean signed) {
        if (leader != 0 && leader != node) {
            if (signed && leaderSigned) {
                out.accuse(node, "leads term " + term() + ", which node " + leader + " leads");
            }
            if (!signed || leaderSigned) {
                return false;
            }
        }
        leaderSigned = signed || (leaderSigned && leader == node);
        leader = node;
        leaderContact = now;
        leaderGone = false;
        promise(now);
        return true;
    }

    void leaderUnknown() {
        leader = 0;
    }

    void leads() {
        leader = self;
        leaderSigned = true;
    }

    void become(RoleState next) {
        Invariant.check(role.mayBecome(next), "an illegal change of roles");
        role.leave();
        role = next;
        next.enter();
    }

    /** A later term exists. */
    void adopt(long later) {
        if (memory.amnesiac()) {
            ballot.recall(later);
        } else {
            ballot.adopt(later);
        }
        leader = 0;
        if (!(role instanceof Follower)) {
            become(new Follower(this)); // a follower's timer runs on: a term alone is no reason for patience
        }
    }

    /** This replica has proof that it forgot something it promised. */
    void forget(String reason) {
        if (role instanceof Leader) {
            leader = 0;
        }
        memory.forget(reason);
        become(new Follower(this));
    }

    /** Whether the leader holds an acknowledgement of ours that our log cannot support; then memory is gone. */
    boolean doubts(long promised) {
        if (memory.amnesiac() || promised <= Math.max(log.lastIndex(), memory.knownPromise())) {
            return false;
        }
        forget("entry " + promised + " was acknowledged, the log ends at " + log.lastIndex());
        return true;
    }

    void received(int sender, RaftMessage m) {
        if (m instanceof PreVote ask) {
            voter.preVote(sender, ask);
        } else if (m instanceof RequestVote ask) {
            voter.requestVote(sender, ask);
        } else if (m instanceof RecallRequest ask) {
            boolean leads = leader == self;
            out.send(sender, new RecallReply(term(), log.lastIndex(), ask.nonce(), leads, memory.amnesiac()));
        } else if (m instanceof RecallReply answer) {
            memory.received(sender, answer);
        } else {
            ofTerm(sender, m);
        }
    }

    private void ofTerm(int sender, RaftMessage m) {
        if (m.term() > term()) {
            adopt(m.term());
        }
        if (m.term() == term() || m instanceof PreVoteReply) {
            role.received(sender, m);
        } else if (RaftMessage.ofLeader(m) && !memory.amnesiac()) {
            out.send(sender, new HeartbeatReply(term(), 0)); // a deposed leader learns it from the term
        }
    }

    void connected(Event.PeerConnected event) {
        Long before = incarnations.put(event.node(), event.incarnation());
        role.connected(event.node(), before != null && before != event.incarnation());
    }

    void unreachable(Event.PeerUnreachable event) {
        leaderGone |= event.reset() && event.node() == leader;
        handover.unreachable(event.node());
        role.unreachable(event.node(), event.reset());
    }

    void paused(long nanos) {
        log.writes().paused(nanos);
        role.paused(nanos);
    }

    void writeDone(long seq) {
        log.writes().done(seq);
        log.cache().evict(log.durable());
        role.synced();
    }

    void logRead(Event.LogRead read) {
        if (!applying.read(read.token(), read.entries())) {
            role.logRead(read);
        }
    }

    void applied(long index) {
        applying.applied(index);
    }

    /** Up to where entries were handed over for execution. */
    long handed() {
        return applying.handed();
    }

    /** A snapshot is durable here: of the own state, or one that was fetched. */
    void snapshotReady(SnapshotMark mark) {
        if (mark.index() <= applying.handed()) {
            compaction.ready(mark);
        } else {
            installation.ready(mark);
        }
    }

    /** The log begins with {@code mark}; its state will be there before anything after it is executed. */
    void installed(SnapshotMark mark) {
        applying.restart(mark.index());
        acceptance.replaced();
        compaction.restarted(mark);
    }

    /** At the end of every step: whatever became both committed and durable is executed. */
    void handOver() {
        installation.settle();
        applying.advance(nextToken());
    }

    void stop() {
        leader = 0;
        become(new Follower(this));
    }

    void refuseRead(long id) {
        out.add(new Effect.RefuseRead(id));
    }
}
