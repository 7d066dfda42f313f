package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.runtime.SeededRandom;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whom to ask next. */
class LeaderFinderTest {
    private final LeaderFinder finder =
            new LeaderFinder(List.of(1, 2, 3), ClientTimeouts.DEFAULTS, new SeededRandom(3));

    @Test
    void aHintAtANodeThatWasSilentIsNotBelievedForAWhile() {
        finder.leads(1);
        finder.unreachable(1, 0);
        int other = finder.candidate();
        finder.notLeader(other, 1, 1);
        assertThat(finder.candidate()).isNotIn(1, other);
        long later = ClientTimeouts.DEFAULTS.suspicion() + 2;
        finder.notLeader(finder.candidate(), 1, later);
        assertThat(finder.candidate()).isEqualTo(1);
    }

    @Test
    void oldNewsAboutANodeNoLongerAskedChangesNothing() {
        finder.leads(2);
        finder.notLeader(3, 1, 0);
        assertThat(finder.candidate()).isEqualTo(2);
        assertThat(finder.readyAt()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void withoutHintsEverybodyIsAskedInTurn() {
        TreeSet<Integer> asked = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            asked.add(finder.candidate());
            finder.notLeader(finder.candidate(), 0, i);
        }
        assertThat(asked).containsExactly(1, 2, 3);
    }

    @Test
    void hintsOutsideTheClusterAreIgnored() {
        finder.leads(1);
        finder.notLeader(1, 99, 0);
        assertThat(finder.candidate()).isIn(2, 3);
    }
}
