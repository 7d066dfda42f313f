package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.config.Settings;
import io.concordat.pbft.PbftFactory;
import io.concordat.protocol.ProtocolFactory;
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

    private static final Absence RAFT = new Absence(new RaftFactory(), 3, 1_200, 2_500, 50, 30);
    /** Checkpoints come every 64 slots, and whoever was heard within two request timeouts is waited for. */
    private static final Absence PBFT = new Absence(new PbftFactory(), 4, 1_200, 9_000, 6, 10);

    /** How long the last of {@code nodes} runs, and is away; how coarse the cuts are, and how many hit the transfer. */
    private record Absence(
            ProtocolFactory protocol, int nodes, long runMillis, long awayMillis, long coarse, int cutsBefore) {}

    @Test
    void aPowerCutAtAnyPointOfAnInstallLeavesAReplicaThatBecomesWhole() {
        becomesWhole(RAFT);
    }

    @Test
    void soItIsWithAStateThatAQuorumHasSigned() {
        becomesWhole(PBFT);
    }

    private static void becomesWhole(Absence scene) {
        int cutBefore = 0;
        int cutAfter = 0;
        for (long effects = 0; cutAfter < 10; effects += 1 + effects / scene.coarse()) {
            Play play = new Play(scene, effects);
            assertThat(play.violations())
                    .as("power cut after %d effects", effects)
                    .isEmpty();
            cutBefore += play.movedBeforeTheCut ? 0 : 1;
            cutAfter += play.movedBeforeTheCut ? 1 : 0;
        }
        assertThat(cutBefore).as("cuts before the log had moved").isGreaterThan(scene.cutsBefore());
    }

    private static final class Play {
        private final World world;
        private final Clients clients;
        private final int last;
        private boolean movedBeforeTheCut;

        Play(Absence scene, long effects) {
            last = scene.nodes();
            Settings often = Settings.of(Map.of(
                    "snapshot.every-commands", "3", "snapshot.trailing-log", "1", "snapshot.transfer-rate", "64MiB"));
            world = new World(SimulationPlan.of(scene.protocol(), 7)
                    .withNodes(last)
                    .withClients(2)
                    .withFaults(FaultSelection.parse("none"))
                    .withSettings(often));
            clients = new Clients(world);
            for (SimulatedNode node : world.nodes()) {
                node.format();
                node.start();
            }
            clients.begin();
            run(scene.runMillis());
            SimulatedNode away = world.node(last);
            away.crash();
            run(scene.awayMillis());
            assertThat(compacted(1))
                    .as("what it lacks is gone")
                    .isGreaterThan(away.watch().image().tail().index());
            cutDuring(away, effects);
        }

        private void cutDuring(SimulatedNode away, long effects) {
            long before = compacted(last);
            away.start();
            away.dieAfter(effects, () -> {
                movedBeforeTheCut = compacted(last) > before;
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
