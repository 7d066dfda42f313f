package io.concordat.raft;

import io.concordat.protocol.HardState;
import io.concordat.runtime.Invariant;

/** Term and vote, changed together and written together. */
final class Ballot {
    private final StepOutput out;
    private long term;
    private int vote;
    private long seq;

    Ballot(HardState start, StepOutput out) {
        this.out = out;
        this.term = start.term();
        this.vote = start.vote();
    }

    long term() {
        return term;
    }

    int vote() {
        return vote;
    }

    /** The write that holds the current term and vote; 0 when they were on disk from the start. */
    long seq() {
        return seq;
    }

    /** A later term was seen: the vote in it is free. */
    void adopt(long later) {
        recall(later);
        persist();
    }

    /**
     * As {@link #adopt}, in memory only: an amnesiac writes no hard state until its memory is whole, because the
     * next start
     * would take what it wrote for a complete memory.
     */
    void recall(long later) {
        Invariant.check(later > term, "term %d adopted after %d", later, term);
        term = later;
        vote = 0;
    }

    void grant(int candidate) {
        Invariant.check(vote == 0 || vote == candidate, "vote for %d after a vote for %d", candidate, vote);
        if (vote == 0) {
            vote = candidate;
            persist();
        }
    }

    /** Stands in the next term. */
    void stand(int self) {
        recall(term + 1);
        vote = self;
        persist();
    }

    /** An amnesiac's memory is whole: unless it knows its vote in this term, that vote may be spent, so it is. */
    void recovered(int self) {
        vote = vote == 0 ? self : vote;
        persist();
    }

    private void persist() {
        seq = out.write(new HardState(term, vote));
    }
}
