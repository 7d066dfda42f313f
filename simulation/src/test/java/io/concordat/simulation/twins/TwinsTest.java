package io.concordat.simulation.twins;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.PbftFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Members that sit twice. */
class TwinsTest {
    @Test
    void oneTwinAmongFourBreaksNothing() {
        Twins twins = new Twins(new PbftFactory());
        Scope scope = new Scope(4, 1, 4);

        for (long seed = 1; seed <= 300; seed++) {
            Scenario scenario = scope.random(seed);
            assertThat(twins.play(scenario)).as("%s", scenario).isNull();
        }
        assertThat(twins.accusations()).isPositive();
    }

    /** Without this the test above would show nothing. */
    @Test
    void twoTwinsAmongFourBreakAgreement() {
        Twins twins = new Twins(new PbftFactory());
        Scope scope = new Scope(4, 2, 4);

        assertThat(LongStream.rangeClosed(1, 300).mapToObj(seed -> twins.play(scope.random(seed))))
                .anyMatch(violation -> violation != null && violation.startsWith("slot "));
    }

    @Test
    void aScopeHoldsEveryScenarioOnceAndOneOfEachMirroredPair() {
        Scope scope = new Scope(4, 1, 2);
        Set<Scenario> all = new HashSet<>();
        long first = 0;
        for (long number = 0; number < scope.size(); number++) {
            Scenario scenario = scope.at(number);
            all.add(scenario);
            first += scope.first(scenario) ? 1 : 0;
        }

        assertThat(scope.size()).isEqualTo(4 * 16 * 16);
        assertThat(all).hasSize(4 * 16 * 16);
        // Half of those that are no mirror of themselves; both copies are together in 8 splits of 16.
        assertThat(first).isEqualTo((4 * 16 * 16 + 4 * 8 * 8) / 2);
    }

    @Test
    void theSameSeedIsTheSameScenario() {
        Scope scope = new Scope(7, 2, 6);

        assertThat(List.of(scope.random(9))).isEqualTo(List.of(scope.random(9)));
        assertThat(scope.random(9)).isNotEqualTo(scope.random(10));
    }
}
