package io.concordat.raft;

import io.concordat.membership.Quorum;
import java.util.Arrays;

/** When an entry is committed: stored by a majority, and of the leader's own term (paper §5.4.2). */
final class CommitRule {
    private CommitRule() {}

    /**
     * The largest value that a majority has reached; {@code reached} holds one value per voter and is left as it is.
     */
    static long majorityReached(long[] reached) {
        long[] sorted = reached.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - Quorum.majority(sorted.length)];
    }

    /**
     * The commit index after {@code commit}. An entry of an earlier term is never committed by counting (figure 8),
     * only
     * together with a later one of this term.
     */
    static long advance(long commit, long[] reached, long term, TermIndex terms) {
        long candidate = majorityReached(reached);
        return candidate > commit && terms.at(candidate) == term ? candidate : commit;
    }
}
