package io.concordat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Budget whole = new Budget(1_200);

    @Test
    void nothingIsTakenOverTheBound() {
        assertThat(whole.take(1_200)).isTrue();
        assertThat(whole.take(1)).isFalse();
        assertThat(whole.taken()).isEqualTo(1_200);
        whole.giveBack(1_200);
        assertThat(whole.taken()).isZero();
    }

    @Test
    void ofNGreedyPartsEachGetsOneShareOfNPlusOneAndANewcomerFindsHalfAShare() {
        for (int greedy = 1; greedy <= 11; greedy++) {
            Budget shared = new Budget(1_200);
            List<Budget> parts = new ArrayList<>();
            for (int i = 0; i < greedy; i++) {
                parts.add(shared.part());
            }
            boolean more = true;
            while (more) {
                more = false;
                for (Budget part : parts) {
                    more |= part.take(1);
                }
            }
            int fair = 1_200 / (greedy + 1);
            assertThat(parts).allMatch(p -> Math.abs(p.taken() - fair) <= 1);
            assertThat(shared.part().take(fair / 2 - 1))
                    .as("with %d greedy parts", greedy)
                    .isTrue();
        }
    }

    @Test
    void aPartOfAPartSharesWithItsSiblingsAndWithTheRest() {
        Budget key = whole.part();
        Budget greedy = key.part();
        while (greedy.take(1)) {
            assertThat(greedy.taken()).isLessThanOrEqualTo(whole.taken());
        }
        assertThat(greedy.taken()).isEqualTo(400);
        assertThat(key.part().take(100)).as("another session of the same key").isTrue();
        assertThat(whole.part().take(300)).as("another key").isTrue();
        greedy.giveBack(400);
        assertThat(key.taken()).isEqualTo(100);
        assertThat(whole.taken()).isEqualTo(400);
    }

    @Test
    void whatIsInMemoryAlreadyCountsWhetherThereWasRoomOrNot() {
        Budget part = whole.part();
        part.add(900);
        assertThat(part.left()).isNegative();
        assertThat(whole.part().take(150)).isTrue();
        assertThat(whole.part().take(150)).isFalse();
        part.giveBack(900);
        assertThat(part.left()).isEqualTo(1_050);
    }
}
