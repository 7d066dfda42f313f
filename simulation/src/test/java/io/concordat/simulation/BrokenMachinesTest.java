package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.StateMachine;
import io.concordat.config.Settings;
import io.concordat.raft.RaftFactory;
import io.concordat.simulation.faults.FaultSelection;
import io.concordat.simulation.invariants.Checks;
import io.concordat.simulation.workload.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The checks are checked: machines, clients and settings with one thing wrong each, the same as in real clusters
 * (BrokenOnesTest of jepsen; the locks are in BrokenLocksTest). Each is found out within a few seeds, by the rule that
 * is there for it.
 */
class BrokenMachinesTest {
    private static final int SEEDS = 20;

    private static SimulationPlan plan(long seed) {
        return SimulationPlan.of(new RaftFactory(), seed)
                .withFaults(FaultSelection.none())
                .withSimNanos(Duration.ofSeconds(10).toNanos());
    }

    private static Workload bent(UnaryOperator<StateMachine> how) {
        Workload right = Workload.registers();
        return new Workload(() -> how.apply(right.machine().get()), right.command(), right.query(), right.model());
    }

    static Stream<Arguments> machines() {
        return Stream.of(
                Arguments.of("stale read", bent(BentRegisters.StaleRead::new), "read-equals-replay"),
                Arguments.of("lost update", bent(BentRegisters.LostUpdate::new), "re(ply|ad)-equals-replay"),
                Arguments.of("double apply", bent(BentRegisters.DoubleApply::new), "re(ply|ad)-equals-replay"),
                Arguments.of("reply of another", bent(BentRegisters.ReplyOfAnother::new), "reply-equals-replay"),
                Arguments.of("compare without comparing", Switch.workload(true), "reply-equals-replay"),
                Arguments.of("own opinion", bent(BentRegisters.OwnOpinion::new), "equal-roots"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void aBrokenMachineIsFoundOut(String what, Workload workload, String rule) {
        found(seed -> plan(seed).withWorkload(workload), () -> Manner.HONEST, rule);
    }

    @Test
    void stateThatNoSnapshotHoldsIsFoundOut() {
        Settings often = Settings.of(Map.of("snapshot.every-commands", "5"));
        found(
                seed -> plan(seed)
                        .withWorkload(bent(BentRegisters.OutsideTheState::new))
                        .withSettings(often)
                        .withFaults(FaultSelection.parse("crash")),
                () -> Manner.HONEST,
                "equal-execution|re(ply|ad)-equals-replay|events-in-order|timers.*");
    }

    @Test
    void unsyncedWritesAreFoundOutWhenThePowerGoes() {
        found(
                seed -> plan(seed).withSync(false).withFaults(FaultSelection.parse("powercut-all")),
                () -> Manner.HONEST,
                "promise-auditor");
    }

    static Stream<Arguments> clients() {
        return Stream.of(
                manner("none", BentManners.RetriesAnew::new, "submitted-once-runs-once"),
                manner("partition,crash", BentManners.UnknownIsFailed::new, "refused-never-runs"),
                manner("none", BentManners.DoneBeforeItIs::new, "real-time-order"),
                manner("none", BentManners.Caches::new, "real-time-order"));
    }

    private static Arguments manner(String faults, Supplier<Manner> manners, String rule) {
        return Arguments.of(manners.get().getClass().getSimpleName(), faults, manners, rule);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void aBrokenClientIsFoundOut(String what, String faults, Supplier<Manner> manners, String rule) {
        found(seed -> plan(seed).withFaults(FaultSelection.parse(faults)), manners, rule);
    }

    @Test
    void whatIsRightIsNotAccused() {
        assertThat(Simulation.run(plan(1).withWorkload(Switch.workload(false))).violations())
                .isEmpty();
        assertThat(Simulation.run(plan(1).withWorkload(bent(Bent::new))).violations())
                .isEmpty();
    }

    private interface Plans {
        SimulationPlan of(long seed);
    }

    private static void found(Plans plans, Supplier<Manner> manners, String rule) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulationResult result = new SimulationRun(plans.of(seed), manners).run();
            if (!result.passed()) {
                assertThat(result.violations().get(0))
                        .extracting(Checks.Violation::invariant)
                        .asString()
                        .matches(rule);
                return;
            }
        }
        throw new AssertionError("not found out within " + SEEDS + " seeds");
    }
}
