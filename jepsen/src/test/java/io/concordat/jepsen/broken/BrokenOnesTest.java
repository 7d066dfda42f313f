package io.concordat.jepsen.broken;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.api.ServiceProvider;
import io.concordat.jepsen.check.Judgement.Validity;
import io.concordat.jepsen.junit.ClusterUnderTest;
import io.concordat.jepsen.nemesis.Machine;
import io.concordat.jepsen.nemesis.Nemeses;
import io.concordat.jepsen.run.RunResult;
import io.concordat.jepsen.workload.ClusterWorkload;
import io.concordat.jepsen.workload.ClusterWorkloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks are checked: real clusters with one thing wrong each, and every one of them is found out. */
class BrokenOnesTest {
    private static final Duration SHORT = Duration.ofSeconds(4);

    @RegisterExtension
    static final ClusterUnderTest ONE = ClusterUnderTest.of("raft", 1).lasting(SHORT);

    @RegisterExtension
    static final ClusterUnderTest THREE = ClusterUnderTest.of("raft", 3).lasting(SHORT);

    @TempDir
    Path scratch;

    static Stream<Arguments> machines() {
        return Stream.of(
                Arguments.of("counter", BrokenCounters.LostUpdate.class),
                Arguments.of("counter", BrokenCounters.DoubleApply.class),
                Arguments.of("counter", BrokenCounters.ReplyOfAnother.class),
                Arguments.of("register", BrokenRegisters.BlindSet.class),
                Arguments.of("lock", BrokenLocks.DoubleGrant.class),
                Arguments.of("lock", BrokenLocks.ReusedFence.class),
                Arguments.of("lock", BrokenLocks.EarlyEnd.class));
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{1}")
    @MethodSource("machines")
    void aBrokenMachineIsFoundOut(String workload, Class<? extends ServiceProvider> provider) {
        refuted(ONE.withClassPath(StandIns.classPath(provider, scratch)).run(ClusterWorkloads.named(workload)));
    }

    @Test
    void aStaleReadIsFoundOutAndDrawn() {
        String classPath = StandIns.classPath(BrokenCounters.StaleRead.class, scratch);
        RunResult result = ONE.withClassPath(classPath).run(ClusterWorkloads.named("counter"));
        refuted(result);
        assertThat(result.plan().directory().resolve("report.html"))
                .content()
                .contains("Not valid", "No order of the operations explains", "stuck");
    }

    static Stream<ClusterWorkload> clients() {
        return Stream.of(
                new BrokenClients.RetriesAnew(),
                new BrokenClients.UnknownIsFailed(),
                new BrokenClients.DoneBeforeItIs(),
                new BrokenClients.Caches());
    }

    @Tag("nightly")
    @ParameterizedTest
    @MethodSource("clients")
    void aBrokenClientIsFoundOut(ClusterWorkload workload) {
        refuted(ONE.run(workload));
    }

    @Tag("nightly")
    @Test
    void stateThatReplicasDoNotShareIsFoundOut() {
        String classPath = StandIns.classPath(BrokenCounters.OwnOpinion.class, scratch);
        RunResult result = THREE.withClassPath(classPath).run(ClusterWorkloads.named("counter"));
        assertThat(result.validity()).isEqualTo(Validity.INVALID);
        assertThat(result.reasons()).anyMatch(reason -> reason.contains("states differ"));
    }

    @Tag("nightly")
    @Test
    void stateThatNoSnapshotHoldsIsFoundOut() {
        String classPath = StandIns.classPath(BrokenCounters.OutsideTheState.class, scratch);
        refuted(ONE.withClassPath(classPath)
                .with("snapshot.every-commands", "20")
                .under("kill:all")
                .lasting(Duration.ofSeconds(20))
                .run(ClusterWorkloads.named("counter")));
    }

    @Tag("nightly")
    @Test
    void unsyncedWritesAreFoundOutWhenThePowerGoes() {
        Assumptions.assumeTrue(
                Nemeses.named("power-cut").missing(new Machine()).isEmpty(), "needs root and a loop device");
        RunResult result = THREE.with("log.sync", "false")
                .under("power-cut:all")
                .lasting(Duration.ofSeconds(20))
                .run(ClusterWorkloads.named("counter"));
        // Acknowledged writes are gone; or all nodes find out that they forgot, and say nothing for ever.
        assertThat(result.validity()).as("verdict, of %s", result.figures()).isNotEqualTo(Validity.VALID);
        assertThat(result.reasons()).anyMatch(why -> why.contains("not linearizable") || why.contains("read back"));
    }

    private static void refuted(RunResult result) {
        assertThat(result.validity()).as("verdict, of %s", result.figures()).isEqualTo(Validity.INVALID);
        assertThat(result.reasons()).isNotEmpty();
    }
}
