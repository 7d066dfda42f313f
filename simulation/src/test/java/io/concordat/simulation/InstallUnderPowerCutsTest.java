package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.config.Settings;
import io.concordat.raft.RaftFactory;
import io.concordat.simulation.faults.FaultSelection;
import io.concordat.simulation.invariants.Checks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * R62, R70: a member that was away restarts, fetches a snapshot and puts it in the place of its log; and its power goes
 * at each single effect of that life, disk operations among them. It must wake up, become whole and equal the others.
 */
class InstallUnderPowerCutsTest {
    private static final long MILLI = 1_000_000;

    @Test
    void aPowerCutAtAnyPointOfAnInstallLeavesAReplicaThatBecomesWhole() {
        int cutBefore = 0;
        int cutAfter = 0;
        for (long effects = 0; cutAfter < 10; effects += 1 + effects / 50) {
            Play play = new Play(effects);
            assertThat(play.violations())
                    .as("power cut after %d effects", effects)
                    .isEmpty();
            cutBefore += play.movedBeforeTheCut ? 0 : 1;
            cutAfter += play.movedBeforeTheCut ? 1 : 0;
        }
        assertThat(cutBefore).as("cuts before the log had moved").isGreaterThan(30);
    }

    private static final class Play {
        private final World world;
        private final Clients clients;
        private boolean movedBeforeTheCut;

        Play(long effects) {
            Settings often = Settings.of(Map.of(
                    "snapshot.every-commands", "3", "snapshot.trailing-log", "1", "snapshot.transfer-rate", "64MiB"));
            world = new World(SimulationPlan.of(new RaftFactory(), 7)
                    .withClients(2)
                    .withFaults(FaultSelection.parse("none"))
                    .withSettings(often));
            clients = new Clients(world);
            for (SimulatedNode node : world.nodes()) {
                node.format();
                node.start();
            }
            clients.begin();
            run(1_200);
            SimulatedNode away = world.node(3);
            away.crash();
            run(2_500);
            assertThat(compacted(1))
                    .as("what node 3 lacks is gone")
                    .isGreaterThan(away.watch().image().tail().index());
            cutDuring(away, effects);
        }

        private void cutDuring(SimulatedNode away, long effects) {
            long before = compacted(3);
            away.start();
            away.dieAfter(effects, () -> {
                movedBeforeTheCut = compacted(3) > before;
                away.cutPower();
            });
            run(1_500);
            assertThat(away.up()).as("its power is gone").isFalse();
            away.start();
            clients.rest();
            new Healing(world, clients).run();
        }

        private long compacted(int node) {
            return world.node(node).watch().image().compactedTo();
        }

        private void run(long millis) {
            world.time().runUntil(world.time().now() + millis * MILLI);
        }

        private List<Checks.Violation> violations() {
            return world.checks().violations();
        }
    }
}
