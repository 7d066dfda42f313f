package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.PbftFactory;
import io.concordat.simulation.faults.FaultSelection;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PBFT under every fault that is nobody's malice. A red seed is replayed with {@code sim --protocol pbft --seed S
 * --trace}.
 */
class PbftSeedsTest {
    @Test
    void fourReplicasKeepEveryPromiseUnderAllFaults() {
        Simulation.of(new PbftFactory())
                .nodes(4)
                .time(Duration.ofSeconds(10))
                .seeds(1, 12)
                .run()
                .orThrow();
    }

    @Test
    void sevenReplicasKeepEveryPromiseUnderAllFaults() {
        Simulation.of(new PbftFactory())
                .nodes(7)
                .time(Duration.ofSeconds(5))
                .seeds(1, 2)
                .run()
                .orThrow();
    }

    @Tag("nightly")
    @Test
    void manySeedsKeepEveryPromise() {
        Simulation.of(new PbftFactory()).nodes(4).seeds(1_000, 1_400).run().orThrow();
    }

    @Test
    void aCalmClusterAnswersEverything() {
        SimulationResult calm = Simulation.run(SimulationPlan.of(new PbftFactory(), 1)
                .withNodes(4)
                .withFaults(FaultSelection.none())
                .withSimNanos(Duration.ofSeconds(5).toNanos()));

        assertThat(calm.violations()).isEmpty();
        assertThat(calm.unknown()).isZero();
        assertThat(calm.replied()).isGreaterThan(100);
    }
}
