package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.raft.RaftFactory;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.faults.FaultSelection;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters under every fault there is. A red seed is replayed with {@code sim --protocol raft --seed S
 * --trace}.
 */
class SimulationSeedsTest {
    @Test
    void threeReplicasKeepEveryPromiseUnderAllFaults() {
        SimulationReport report = Simulation.of(new RaftFactory()).seeds(1, 100).run();

        report.orThrow();
        assertThat(report.faults().fired().keySet())
                .containsAll(
                        Arrays.stream(FaultKind.values()).map(FaultKind::word).toList());
    }

    @Test
    void fiveReplicasKeepEveryPromiseUnderAllFaults() {
        Simulation.of(new RaftFactory()).nodes(5).seeds(1, 10).run().orThrow();
    }

    @Test
    void aSingleReplicaSurvivesWhatItCan() {
        Simulation.of(new RaftFactory()).nodes(1).seeds(1, 5).run().orThrow();
    }

    @Test
    void aCalmClusterAnswersEverything() {
        SimulationResult result = Simulation.run(SimulationPlan.of(new RaftFactory(), 1)
                .withFaults(FaultSelection.none())
                .withSimNanos(Duration.ofSeconds(10).toNanos()));

        assertThat(result.violations()).isEmpty();
        assertThat(result.replied()).isEqualTo(result.asked()).isGreaterThan(100);
    }
}
