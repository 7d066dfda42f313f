package io.concordat.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.TermRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where two logs part, and how soon a leader finds it. */
class LogMatchingTest {
    private static TermIndex index(long[] terms) {
        List<TermRun> runs = new ArrayList<>();
        for (int i = 0; i < terms.length; i++) {
            if (i == 0 || terms[i] != terms[i - 1]) {
                runs.add(new TermRun(i + 1, terms[i]));
            }
        }
        return new TermIndex(LogTail.EMPTY, terms.length, runs);
    }

    private static long[] random(SeededRandom random, long[] shared) {
        int length = shared.length + (int) random.nextLong(60);
        long[] terms = new long[length];
        System.arraycopy(shared, 0, terms, 0, shared.length);
        for (int i = shared.length; i < length; i++) {
            terms[i] = terms[i - 1] + (random.nextLong(3) == 0 ? 1 + random.nextLong(2) : 0);
        }
        return terms;
    }

    @Test
    void termIndexEqualsAPlainArrayThroughAppendsAndTruncations() {
        SeededRandom random = new SeededRandom(3);
        for (int round = 0; round < 300; round++) {
            List<Long> plain = new ArrayList<>();
            TermIndex index = new TermIndex(LogTail.EMPTY, 0, List.of());
            for (int step = 0; step < 80; step++) {
                if (!plain.isEmpty() && random.nextLong(6) == 0) {
                    long from = 1 + random.nextLong(plain.size());
                    index.truncate(from);
                    plain.subList((int) from - 1, plain.size()).clear();
                } else {
                    long term = (plain.isEmpty() ? 0 : plain.get(plain.size() - 1)) + random.nextLong(2);
                    plain.add(term);
                    index.append(plain.size(), term);
                }
                for (int i = 1; i <= plain.size(); i++) {
                    assertThat(index.at(i)).isEqualTo(plain.get(i - 1));
                }
                assertThat(index.at(plain.size() + 1L)).isEqualTo(TermIndex.UNKNOWN);
                long limit = random.nextLong(80);
                long expected = 0;
                for (int i = 1; i <= plain.size(); i++) {
                    expected = plain.get(i - 1) <= limit ? i : expected;
                }
                assertThat(index.lastWithTermAtMost(plain.size() + 9L, limit)).isEqualTo(expected);
            }
        }
    }

    /** R38: as many probes as there are terms, and one; every probe goes further back. */
    @Test
    void R38_theMatchIsFoundWithinAsManyProbesAsThereAreTermsAndOne() {
        SeededRandom random = new SeededRandom(17);
        for (int round = 0; round < 5_000; round++) {
            long[] shared = new long[1 + (int) random.nextLong(5)];
            for (int i = 1; i < shared.length; i++) {
                shared[i] = shared[i - 1] + random.nextLong(2);
            }
            TermIndex leader = index(random(random, shared));
            long[] other = random(random, shared);
            TermIndex follower = index(other);
            long last = 0;
            while (leader.at(last + 1) != TermIndex.UNKNOWN) {
                last++;
            }
            int probes = 1;
            for (long previous = last; follower.at(previous) != leader.at(previous); probes++) {
                long hint = follower.lastWithTermAtMost(previous, leader.at(previous));
                long next = Math.min(leader.lastWithTermAtMost(hint, follower.at(hint)), previous - 1);
                assertThat(next).isLessThan(previous);
                previous = next;
            }
            assertThat(probes).isLessThanOrEqualTo(Math.min(leader.runs(), follower.runs()) + 2);
        }
    }

    @Test
    void configurationsAreAFunctionOfTheLog() {
        Configurations c = new Configurations(Fixtures.genesis(3));
        c.append(5, Fixtures.members(4));
        c.append(9, Fixtures.members(5));
        assertThat(c.current().members()).hasSize(5);
        c.truncate(9);
        assertThat(c.current().members()).hasSize(4);
        c.truncate(2);
        assertThat(c.current().members()).hasSize(3);
        c.truncate(1);
        assertThat(c.current().members()).as("committed by construction").hasSize(3);
    }

    @Test
    void theCacheIsBoundedButNeverDropsWhatOnlyItHolds() {
        EntryCache cache = new EntryCache(1, 100);
        Bench.chain(1, 1, 1, 1, 1, 1, 1, 1).stream().skip(1).forEach(e -> cache.append(e, 1));
        assertThat(cache.bytes()).isEqualTo(240);
        assertThat(cache.range(2, 9, 70)).hasSize(2);
        cache.evict(5);
        assertThat(cache.find(5)).isNull();
        assertThat(cache.find(6)).isNotNull();
        assertThat(cache.bytes()).isEqualTo(120);
        assertThat(cache.range(5, 9, 1_000)).isNull();
        cache.truncate(7);
        cache.evict(9);
        assertThat(cache.find(6)).isNotNull();
        assertThat(cache.bytes()).isEqualTo(30);
    }
}
