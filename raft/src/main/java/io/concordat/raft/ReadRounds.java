package io.concordat.raft;

import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * ReadIndex (thesis §6.4): a read is answered when a majority has confirmed a round that began after the read arrived.
 *
 * <p>Rounds belong to the leader and only grow, so that no old acknowledgement can stand for a new question. Every
 * voter
 * counts once per round. The index is taken when the read arrives, never when the round ends.
 */
final class ReadRounds {
    /** A question for an index; {@code asker} is the member it came from, whose name for it {@code id} is. */
    record Question(int asker, long id) {}

    /** A read to be answered at {@code index}. */
    record Read(Question question, long index) {}

    private record Waiting(long round, Read read) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Question> beforeCommit = new ArrayDeque<>();
    private final TreeMap<Integer, Long> confirmed = new TreeMap<>();
    private final int most;
    private long round;

    ReadRounds(int most) {
        this.most = most;
    }

    /** The last round begun; heartbeats carry it. */
    long round() {
        return round;
    }

    boolean isFull() {
        return waiting.size() + beforeCommit.size() >= most;
    }

    /**
     * No entry of the leader's term is committed yet: what is committed at all is not known, so the read has no
     * index.
     */
    void holdUntilCommit(Question question) {
        beforeCommit.addLast(question);
    }

    void add(Question question, long commit) {
        waiting.addLast(new Waiting(round + 1, new Read(question, commit)));
    }

    /** The first entry of the term is committed. */
    void release(long commit) {
        while (!beforeCommit.isEmpty()) {
            add(beforeCommit.removeFirst(), commit);
        }
    }

    /** Whether any read waits for a round, begun or not. */
    boolean anyWaits() {
        return !waiting.isEmpty();
    }

    /** Whether a read waits for a round that has not begun. */
    boolean wantsRound() {
        return !waiting.isEmpty() && waiting.getLast().round() > round;
    }

    /** Whether a round is under way that some read waits for. */
    boolean underWay() {
        return !waiting.isEmpty() && waiting.getFirst().round() <= round;
    }

    void begin() {
        round++;
    }

    void confirm(int voter, long acknowledged) {
        if (acknowledged <= round) {
            confirmed.merge(voter, acknowledged, Math::max);
        }
    }

    /** Reads that {@code voters} have confirmed; the leader's own voice counts when it is among them. */
    List<Read> served(Iterable<Integer> voters, int self) {
        List<Long> rounds = new ArrayList<>();
        for (int voter : voters) {
            rounds.add(voter == self ? round : confirmed.getOrDefault(voter, 0L));
        }
        long reached = CommitRule.majorityReached(
                rounds.stream().mapToLong(Long::longValue).toArray());
        List<Read> done = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.getFirst().round() <= reached) {
            done.add(waiting.removeFirst().read());
        }
        return done;
    }

    /** Time was lost: nothing confirmed before counts, and every read needs a round of its own again. */
    void revoke() {
        confirmed.clear();
        List<Read> reads = waiting.stream().map(Waiting::read).toList();
        waiting.clear();
        round++;
        reads.forEach(r -> waiting.addLast(new Waiting(round + 1, r)));
    }

    /** The leader steps down: none of these can be confirmed any more. */
    List<Question> abandon() {
        List<Question> open = new ArrayList<>(beforeCommit);
        waiting.forEach(w -> open.add(w.read().question()));
        beforeCommit.clear();
        waiting.clear();
        Invariant.check(!wantsRound(), "an abandoned round wants nothing");
        return open;
    }
}
