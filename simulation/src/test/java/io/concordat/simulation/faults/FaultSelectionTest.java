package io.concordat.simulation.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FaultSelectionTest {
    @Test
    void namesReadAsOnTheCommandLine() {
        assertThat(FaultSelection.parse("crash,one-way").kinds())
                .containsExactlyInAnyOrder(FaultKind.CRASH, FaultKind.ONE_WAY);
        assertThat(FaultSelection.parse("all").kinds()).containsExactlyInAnyOrder(FaultKind.values());
        assertThat(FaultSelection.parse("none").kinds()).isEmpty();
    }

    @Test
    void anUnknownNameIsRefusedAndTheKnownOnesAreNamed() {
        assertThatThrownBy(() -> FaultSelection.parse("crash,meteor"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meteor")
                .hasMessageContaining("powercut-all");
    }
}
