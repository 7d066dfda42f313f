package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.TermRun;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commit by majority, against counting by hand. */
class CommitRuleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void R23_majorityEqualsBruteForceForEverySize(int n) {
        SeededRandom random = new SeededRandom(n);
        for (int round = 0; round < 2_000; round++) {
            long[] reached = new long[n];
            for (int i = 0; i < n; i++) {
                reached[i] = random.nextLong(6);
            }
            long expected = 0;
            for (long index = 0; index < 6; index++) {
                long wanted = index;
                long holders = Arrays.stream(reached).filter(r -> r >= wanted).count();
                if (2 * holders > n) {
                    expected = index;
                }
            }
            assertThat(CommitRule.majorityReached(reached)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void R27_progressHeldIncrementallyEqualsRecount(int n) {
        SeededRandom random = new SeededRandom(100 + n);
        TermIndex terms = new TermIndex(LogTail.EMPTY, 50, List.of(new TermRun(1, 1), new TermRun(20, 3)));
        long[] reached = new long[n];
        long commit = 0;
        for (int step = 0; step < 500; step++) {
            int who = (int) random.nextLong(n);
            reached[who] = Math.min(50, reached[who] + random.nextLong(4));
            long next = CommitRule.advance(commit, reached, 3, terms);
            long candidate = recounted(reached);
            assertThat(next).isEqualTo(candidate >= 20 ? Math.max(commit, candidate) : commit);
            commit = next;
        }
    }

    private static long recounted(long[] reached) {
        long found = 0;
        for (long value : reached) {
            long as = Arrays.stream(reached).filter(r -> r >= value).count();
            found = 2 * as > reached.length ? Math.max(found, value) : found;
        }
        return found;
    }

    @Test
    void R22_anEntryOfAnEarlierTermIsNeverCommittedByCounting() {
        TermIndex terms =
                new TermIndex(LogTail.EMPTY, 3, List.of(new TermRun(1, 1), new TermRun(2, 2), new TermRun(3, 4)));
        assertThat(CommitRule.advance(1, new long[] {3, 2, 2, 1, 1}, 4, terms)).isEqualTo(1);
        assertThat(CommitRule.advance(1, new long[] {3, 3, 3, 1, 1}, 4, terms)).isEqualTo(3);
    }

    @Test
    void readsNeedAMajorityOfDistinctVoters() {
        for (int n = 1; n <= 9; n++) {
            for (int acks = 0; acks < n; acks++) {
                ReadRounds reads = new ReadRounds(10);
                reads.add(new ReadRounds.Question(1, 1), 5);
                reads.begin();
                TreeSet<Integer> voters = new TreeSet<>();
                for (int v = 1; v <= n; v++) {
                    voters.add(v);
                }
                for (int v = 2; v <= acks + 1; v++) {
                    reads.confirm(v, 1);
                    reads.confirm(v, 1);
                }
                assertThat(reads.served(voters, 1).isEmpty()).isEqualTo(2 * (acks + 1) <= n);
            }
        }
    }
}
