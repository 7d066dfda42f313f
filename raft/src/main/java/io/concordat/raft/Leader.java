package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.membership.Member;
import io.concordat.membership.Quorum;
import io.concordat.protocol.ClusterTime;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.Verdict;
import io.concordat.raft.ReadRounds.Question;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Orders proposals, replicates them, commits what a majority holds, and confirms reads. Gives up without a quorum. */
final class Leader implements RoleState {
    /** A follower not heard for so many election timeouts gets a snapshot when it returns. */
    private static final int CONTACT = 8;

    private static final Effect.Intake NO_SPACE = new Effect.Intake(Effect.Proposals.NO_SPACE, 0);

    private final RaftCore core;
    private final TreeMap<Integer, Progress> followers = new TreeMap<>();
    private final Replication replication;
    private final ReadRounds reads;
    private final Lease lease;
    private ClusterTime time;
    private long firstOwn;
    private long heartbeatAt;
    private long yieldAt = Long.MIN_VALUE;
    private Effect.Intake announced = Effect.Intake.OPEN;

    Leader(RaftCore core) {
        this.core = core;
        this.replication = new Replication(core);
        this.reads = new ReadRounds(core.config().pendingReads());
        this.lease = new Lease(core.config().leaseNanos());
        this.time = new ClusterTime(core.log().lastProposedNanos(), core.now());
    }

    @Override
    public Role role() {
        return Role.LEADER;
    }

    @Override
    public void enter() {
        core.leads();
        firstOwn = core.log().lastIndex() + 1;
        for (Member member : core.members().members()) {
            if (member.node() != core.self()) {
                followers.put(
                        member.node(), new Progress(firstOwn, core.config().windowBytes(), core.now()));
            }
        }
        // Nothing of earlier terms can be counted as committed before an entry of this term is (paper §5.4.2, §8).
        append(0, List.of());
        heartbeat();
    }

    private void append(long wallMillis, List<Bundle> bundles) {
        RaftLog log = core.log();
        long proposed = Math.max(log.lastProposedNanos(), time.at(core.now()));
        Batch batch = Batch.of(log.lastIndex() + 1, proposed, wallMillis, bundles);
        log.append(LogChain.append(log.tail().hash(), core.term(), batch, core.context()));
        followers.forEach(replication::replicate);
    }

    void proposed(Event.Proposed proposal) {
        if (!intake().taken()) {
            core.out().add(new Effect.Refused(proposal.proposalId()));
            return;
        }
        core.out().add(new Effect.Accepted(proposal.proposalId(), core.log().lastIndex() + 1, core.term()));
        append(proposal.wallMillis(), proposal.bundles());
    }

    /** Tells the replica when proposals begin to be, or are no longer, held or refused. */
    void announceIntake() {
        Effect.Intake now = intake();
        if (now.equals(announced)) {
            return;
        }
        if (announced.proposals() == Effect.Proposals.NO_SPACE) {
            // Nobody could keep a session alive meanwhile, so nobody's time has passed.
            time = new ClusterTime(core.log().lastProposedNanos(), core.now());
        }
        announced = now;
        core.out().add(now);
    }

    private Effect.Intake intake() {
        int successor = core.handover().successor();
        if (successor != 0) {
            return new Effect.Intake(Effect.Proposals.HELD, successor);
        }
        return lacksSpace() ? NO_SPACE : Effect.Intake.OPEN;
    }

    /** On the own disk, or on so many others that nothing could be committed. */
    private boolean lacksSpace() {
        if (core.full()) {
            return true;
        }
        int room = core.members().members().size();
        int majority = Quorum.majority(room);
        for (Progress progress : followers.values()) {
            room -= progress.full() ? 1 : 0;
        }
        return room < majority;
    }

    /** With a full disk it serves reads; whoever has room serves writes as well. */
    private void yieldForSpace() {
        if (core.full() && core.now() >= yieldAt && !core.handover().underWay()) {
            int furthest = furthest();
            Progress progress = followers.get(furthest);
            if (progress != null && !progress.full()) {
                yieldAt = core.now() + 2 * core.config().electionNanos();
                core.handover().request(0, furthest, this);
            }
        }
    }

    /** Whether {@code node} has synced everything there is. */
    boolean level(int node) {
        Progress progress = followers.get(node);
        return progress != null && progress.match() == core.log().lastIndex();
    }

    /** The member in contact that has room, and has synced most; 0 for none. */
    int furthest() {
        int best = 0;
        long most = -1;
        for (Map.Entry<Integer, Progress> follower : followers.entrySet()) {
            Progress progress = follower.getValue();
            // Room counts for more than a few entries: without it nothing can be proposed there.
            long value = progress.match() + (progress.full() ? 0 : RaftMessage.MOST_TERM);
            if (fresh(progress) && value > most) {
                best = follower.getKey();
                most = value;
            }
        }
        return best;
    }

    private boolean fresh(Progress progress) {
        return progress.connected()
                && core.now() - progress.heard() <= core.config().electionNanos();
    }

    /** The time a batch proposed at {@code now} would bear. */
    long proposableTime(long now) {
        long last = core.log().lastProposedNanos();
        return announced.proposals() == Effect.Proposals.NO_SPACE ? last : Math.max(last, time.at(now));
    }

    @Override
    public void tick() {
        if (core.diskStalls() || !hasQuorum()) {
            core.leaderUnknown();
            core.become(new Follower(core));
            return;
        }
        if (core.now() >= heartbeatAt) {
            heartbeat();
        }
        yieldForSpace();
        followers.forEach((node, progress) -> {
            if (progress.overdue(core.now(), core.config().electionNanos() / 2)) {
                progress.lost();
            }
            replication.replicate(node, progress);
        });
    }

    /** Whether a majority was heard within the shortest election timeout; if not, another leader may be at work. */
    private boolean hasQuorum() {
        List<Member> members = core.members().members();
        int heard = 0;
        for (Member member : members) {
            Progress progress = followers.get(member.node());
            boolean fresh = progress != null
                    && core.now() - progress.heard() <= core.config().electionNanos();
            heard += member.node() == core.self() || fresh ? 1 : 0;
        }
        return heard >= Quorum.majority(members.size());
    }

    private void heartbeat() {
        if (lease.exists()) {
            reads.begin(); // an answer must tell which heartbeat it answers
        }
        beat();
    }

    private void beat() {
        if (lease.exists()) {
            lease.begun(reads.round(), core.now());
        }
        heartbeatAt = core.now() + core.config().heartbeatNanos();
        followers.forEach((node, p) -> {
            long commit = Math.min(core.log().commit(), p.match());
            core.out().send(node, new Heartbeat(core.term(), commit, reads.round(), p.promised()));
        });
        core.handover().urge(this);
    }

    @Override
    public void received(int sender, RaftMessage message) {
        Progress progress = followers.get(sender);
        if (message instanceof RaftMessage.AppendEntries || message instanceof RaftMessage.InstallSnapshot) {
            core.leaderHeard(sender, true); // two leaders in one term: the invariant in there is the end of us
        } else if (progress != null && message instanceof AppendReply reply && reply.session() == progress.session()) {
            replied(sender, progress, reply);
        } else if (progress != null && message instanceof HeartbeatReply reply) {
            progress.heard(core.now());
            progress.full(reply.full());
            reads.confirm(sender, reply.round());
            lease.answered(sender, reply.round());
            serveReads();
        } else if (progress != null && message instanceof ReadIndex ask) {
            readRequested(new Question(sender, ask.nonce()));
        }
    }

    private void replied(int sender, Progress progress, AppendReply reply) {
        RaftLog log = core.log();
        if (reply.verdict() == Verdict.REFUSED) {
            progress.heard(core.now());
            if (progress.declined(reply.index(), core.now())) {
                return;
            }
            progress.refused(
                    reply.index(),
                    LogMatching.candidate(log, reply.hint(), reply.at().term()));
        } else {
            Hash known = log.knownHash(reply.index());
            if (log.terms().at(reply.index()) != reply.at().term()
                    || (known != null && !known.equals(reply.at().hash()))) {
                return; // holds something else than we do: no acknowledgement of ours
            }
            boolean counts = reply.verdict() == Verdict.ACCEPTED;
            if (counts) {
                progress.heard(core.now());
            }
            progress.arrived(reply.index(), counts, core.now());
            advanceCommit();
            core.handover().urge(this);
        }
        replication.replicate(sender, progress);
    }

    @Override
    public void synced() {
        advanceCommit();
    }

    @Override
    public long neededAfter() {
        long needed = Long.MAX_VALUE;
        for (Progress progress : followers.values()) {
            if (core.now() - progress.heard() <= CONTACT * core.config().electionNanos()) {
                needed = Math.min(needed, progress.needsAfter());
            }
        }
        return needed;
    }

    private void advanceCommit() {
        RaftLog log = core.log();
        boolean open = log.commit() >= firstOwn;
        List<Member> members = core.members().members();
        long[] reached = new long[members.size()];
        for (int i = 0; i < reached.length; i++) {
            reached[i] = reachedBy(members.get(i).node());
        }
        log.commitTo(CommitRule.advance(log.commit(), reached, core.term(), log.terms()));
        if (!open && log.commit() >= firstOwn) {
            reads.release(log.commit());
        }
        serveReads();
    }

    /** What {@code node} has synced; of its own log, too, the leader counts only that. */
    private long reachedBy(int node) {
        Progress progress = followers.get(node);
        return node == core.self() ? core.log().durable() : progress == null ? 0 : progress.match();
    }

    void readRequested(long id) {
        readRequested(new Question(core.self(), id));
    }

    private void readRequested(Question question) {
        if (reads.isFull()) {
            refuse(question);
        } else if (core.log().commit() < firstOwn) {
            reads.holdUntilCommit(question);
        } else if (leaseHolds()) {
            serve(new ReadRounds.Read(question, core.log().commit()));
        } else {
            reads.add(question, core.log().commit());
            serveReads();
        }
    }

    /** A successor that may have been told to stand is bound by nobody's promise to us. */
    private boolean leaseHolds() {
        return !core.handover().underWay()
                && !core.handover().released()
                && lease.holds(voters(), core.self(), core.now());
    }

    private List<Integer> voters() {
        return core.members().members().stream().map(Member::node).toList();
    }

    private void serve(ReadRounds.Read read) {
        Question question = read.question();
        if (question.asker() == core.self()) {
            core.out().add(new Effect.ServeRead(question.id(), read.index()));
        } else {
            core.out().send(question.asker(), new ReadIndexReply(core.term(), read.index(), question.id(), true));
        }
    }

    private void refuse(Question question) {
        if (question.asker() == core.self()) {
            core.refuseRead(question.id());
        } else {
            core.out().send(question.asker(), new ReadIndexReply(core.term(), 0, question.id(), false));
        }
    }

    private void serveReads() {
        if (!reads.anyWaits()) {
            return;
        }
        if (reads.wantsRound() && !reads.underWay()) {
            reads.begin();
            beat();
        }
        reads.served(voters(), core.self()).forEach(this::serve);
        if (reads.wantsRound() && !reads.underWay()) {
            serveReads();
        }
    }

    @Override
    public void paused(long nanos) {
        lease.revoke();
        reads.revoke();
        followers.values().forEach(p -> p.heard(Math.min(core.now(), p.heard() + nanos)));
        serveReads();
    }

    @Override
    public void logRead(Event.LogRead read) {
        followers.forEach((node, progress) -> replication.read(node, progress, read));
    }

    @Override
    public void connected(int node, boolean reborn) {
        Progress progress = followers.get(node);
        if (progress == null) {
            return;
        }
        progress.connected(true);
        if (reborn) {
            progress.reborn(core.log().lastIndex() + 1);
        } else {
            progress.lost();
        }
        replication.replicate(node, progress);
    }

    @Override
    public void unreachable(int node, boolean reset) {
        Progress progress = followers.get(node);
        if (progress != null) {
            progress.connected(false);
        }
    }

    @Override
    public void leave() {
        // Who else asked sees from the term, or from our silence, that there is nothing to wait for.
        reads.abandon().stream().filter(q -> q.asker() == core.self()).forEach(q -> core.refuseRead(q.id()));
    }
}
