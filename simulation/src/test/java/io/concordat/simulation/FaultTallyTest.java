package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.simulation.faults.FaultKind;
import org.junit.jupiter.api.Test;

class FaultTallyTest {
    private final FaultTally tally = new FaultTally();

    @Test
    void aRoleThatAFaultShouldHaveMetAndNeverDidIsNamed() {
        struck(FaultKind.CRASH, "leader", 500);
        struck(FaultKind.CRASH, "follower", 500);
        struck(FaultKind.WIPE, "follower", 100);
        struck(FaultKind.WIPE, "down", 7);
        struck(FaultKind.RING, "world", 1_000);

        assertThat(tally.missing(12)).containsExactly("fault wipe struck 100 replicas, never a leader");
    }

    @Test
    void whatChanceAloneMayMissIsNotHeldAgainstAnybody() {
        struck(FaultKind.CRASH, "leader", 500);
        struck(FaultKind.CRASH, "recovery", 5);
        struck(FaultKind.WIPE, "leader", 100);

        assertThat(tally.missing(12)).isEmpty();
    }

    private void struck(FaultKind kind, String role, int times) {
        for (int i = 0; i < times; i++) {
            tally.struck(kind, role);
        }
    }
}
