package io.concordat.raft;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.LogChain;
import io.concordat.membership.Member;
import io.concordat.membership.Quorum;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Role;
import io.concordat.raft.RaftMessage.AppendReply;
import io.concordat.raft.RaftMessage.Heartbeat;
import io.concordat.raft.RaftMessage.HeartbeatReply;
import io.concordat.raft.RaftMessage.Verdict;
import java.util.List;
import java.util.TreeMap;

/** Orders proposals, replicates them, commits what a majority holds, and confirms reads. Gives up without a quorum. */
final class Leader implements RoleState {
    /** A follower not heard for so many election timeouts gets a snapshot when it returns. */
    private static final int CONTACT = 8;

    private final RaftCore core;
    private final TreeMap<Integer, Progress> followers = new TreeMap<>();
    private final Replication replication;
    private final ReadRounds reads;
    private final ClusterTime time;
    private long firstOwn;
    private long heartbeatAt;

    Leader(RaftCore core) {
        this.core = core;
        this.replication = new Replication(core);
        this.reads = new ReadRounds(core.config().pendingReads());
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
        core.out().add(new Effect.Accepted(proposal.proposalId(), core.log().lastIndex() + 1, core.term()));
        append(proposal.wallMillis(), proposal.bundles());
    }

    /** The time a batch proposed at {@code now} would bear. */
    long proposableTime(long now) {
        return Math.max(core.log().lastProposedNanos(), time.at(now));
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
        heartbeatAt = core.now() + core.config().heartbeatNanos();
        followers.forEach((node, p) -> {
            long commit = Math.min(core.log().commit(), p.match());
            core.out().send(node, new Heartbeat(core.term(), commit, reads.round(), p.promised()));
        });
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
            reads.confirm(sender, reply.round());
            serveReads();
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
        long[] reached = core.members().members().stream()
                .mapToLong(m -> reachedBy(m.node()))
                .toArray();
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
        if (reads.isFull()) {
            core.refuseRead(id);
        } else if (core.log().commit() < firstOwn) {
            reads.holdUntilCommit(id);
        } else {
            reads.add(id, core.log().commit());
            serveReads();
        }
    }

    private void serveReads() {
        if (!reads.anyWaits()) {
            return;
        }
        if (reads.wantsRound() && !reads.underWay()) {
            reads.begin();
            heartbeat();
        }
        List<Integer> voters =
                core.members().members().stream().map(Member::node).toList();
        for (ReadRounds.Read read : reads.served(voters, core.self())) {
            core.out().add(new Effect.ServeRead(read.id(), read.index()));
        }
        if (reads.wantsRound() && !reads.underWay()) {
            serveReads();
        }
    }

    @Override
    public void paused(long nanos) {
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
        if (reborn) {
            progress.reborn(core.log().lastIndex() + 1);
        } else {
            progress.lost();
        }
        replication.replicate(node, progress);
    }

    @Override
    public void leave() {
        reads.abandon().forEach(core::refuseRead);
    }
}
