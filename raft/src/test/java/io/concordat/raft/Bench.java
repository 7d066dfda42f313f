package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.config.Settings;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.HardState;
import io.concordat.protocol.Recovery;
import io.concordat.raft.RaftMessage.AppendEntries;
import io.concordat.raft.RaftMessage.Position;
import java.util.ArrayList;
import java.util.List;

/** One replica (node 1) on a bench: the others are words we put into its ear. */
final class Bench {
    static final long TIMEOUT_TICKS = 101;

    final TestCluster cluster;
    final TestReplica replica;

    Bench(int size) {
        this(size, new Recovery.Intact(), 0);
    }

    Bench(int size, Settings settings) {
        this(size, settings, new Recovery.Intact(), 0);
    }

    /** {@code terms}: of the entries after the genesis entry, already on disk. */
    Bench(int size, Recovery recovery, long term, long... terms) {
        this(size, Settings.NONE, recovery, term, terms);
    }

    private Bench(int size, Settings settings, Recovery recovery, long term, long... terms) {
        cluster = new TestCluster(size, 5);
        cluster.settings = settings;
        replica = cluster.at(1);
        for (LogEntry entry : chainOf(size, terms)) {
            replica.disk.log.put(entry.index(), entry);
        }
        replica.disk.hardState = new HardState(term, 0);
        replica.start(recovery);
        tick(1);
    }

    /**
     * The genesis entry of a group of three and one entry for each of {@code terms}; equal terms give equal entries.
     */
    static List<LogEntry> chain(long... terms) {
        return chainOf(3, terms);
    }

    static List<LogEntry> chainOf(int size, long... terms) {
        List<LogEntry> chain = new ArrayList<>();
        chain.add(LogChain.genesis(Fixtures.CONTEXT, Fixtures.members(size)));
        for (long term : terms) {
            LogEntry last = chain.get(chain.size() - 1);
            chain.add(Fixtures.entry(last.hash(), last.index() + 1, term, 1000 * term + last.index()));
        }
        return chain;
    }

    static Position at(List<LogEntry> chain, long index) {
        if (index == 0) {
            return new Position(0, 0, io.concordat.bytes.Hash.ZERO);
        }
        LogEntry e = chain.get((int) index - 1);
        return new Position(index, e.term(), e.hash());
    }

    /** What a leader of {@code term} with log {@code chain} sends for {@code from..to}. */
    static AppendEntries append(long term, List<LogEntry> chain, long from, long to, long commit) {
        List<LogEntry> entries = List.copyOf(chain.subList((int) from - 1, (int) to));
        return new AppendEntries(term, at(chain, from - 1), entries, commit, 1, 0);
    }

    void hear(int from, RaftMessage message) {
        replica.step(new Event.Received(from, message));
    }

    void tick(long count) {
        for (long i = 0; i < count; i++) {
            cluster.now += TestCluster.TICK;
            replica.step(new Event.Tick());
        }
    }

    /** What the replica said of this kind since the last time anybody asked for it. */
    <T extends RaftMessage> List<T> said(Class<T> kind) {
        List<T> found = new ArrayList<>();
        cluster.network.removeIf(f -> kind.isInstance(f.message()) && found.add(kind.cast(f.message())));
        return found;
    }

    <T extends RaftMessage> T lastSaid(Class<T> kind) {
        List<T> all = said(kind);
        if (all.isEmpty()) {
            throw new AssertionError("never said: " + kind.getSimpleName() + "; but " + cluster.network);
        }
        return all.get(all.size() - 1);
    }

    /** Whom the replica caught at what, since it exists. */
    List<String> accusations() {
        return replica.trace.stream()
                .filter(Effect.Accuse.class::isInstance)
                .map(Effect.Accuse.class::cast)
                .map(a -> a.member() + ": " + a.deed())
                .toList();
    }

    void silence() {
        cluster.network.clear();
    }

    /** Makes the replica stand and wins it its pre-vote; its own vote is synced if its disk is. */
    void becomeCandidate() {
        for (int i = 0; said(RaftMessage.PreVote.class).isEmpty(); i++) {
            assertThat(i).as("ticks until it stands").isLessThan(300);
            tick(1);
        }
        cluster.network.clear();
        tick(11);
        long round = lastSaid(RaftMessage.PreVote.class).round();
        for (int voter = 2; voter <= cluster.size(); voter++) {
            hear(voter, new RaftMessage.PreVoteReply(replica.term(), round, true));
        }
    }

    void becomeLeader() {
        becomeCandidate();
        for (int voter = 2; voter <= cluster.size(); voter++) {
            hear(voter, new RaftMessage.VoteReply(replica.term(), 1, true));
        }
    }

    /** Everything up to {@code index} is acknowledged by {@code voter}. */
    void acknowledge(int voter, long index) {
        LogEntry entry = replica.disk.log.get(index);
        Position at = new Position(index, entry.term(), entry.hash());
        hear(voter, new RaftMessage.AppendReply(replica.term(), RaftMessage.Verdict.ACCEPTED, at, 0, 1));
    }
}
