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

    /** A command waits for another's turn, never for a neighbour's backlog. */
    @Test
    void politeClientsAreServedBesideFloodsAndSlowReaders() {
        Simulation.of(new RaftFactory())
                .faults("client-flood,slow-reader")
                .seeds(1, 30)
                .run()
                .orThrow();
    }

    @Test
    void aSingleReplicaSurvivesWhatItCan() {
        Simulation.of(new RaftFactory()).nodes(1).seeds(1, 5).run().orThrow();
    }

    @Test
    void aCalmClusterAnswersEverythingOnceItHasALeader() {
        SimulationResult start = calm(1);
        SimulationResult whole = calm(10);

        assertThat(whole.violations()).isEmpty();
        assertThat(whole.unknown()).isZero();
        assertThat(whole.replied() + whole.refused()).isEqualTo(whole.asked()).isGreaterThan(100);
        // Reads with less patience than the first election takes are refused, and nothing after that.
        assertThat(whole.refused()).isEqualTo(start.refused());
    }

    private static SimulationResult calm(int seconds) {
        return Simulation.run(SimulationPlan.of(new RaftFactory(), 1)
                .withFaults(FaultSelection.none())
                .withSimNanos(Duration.ofSeconds(seconds).toNanos()));
    }
}
