package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.pbft.PbftFactory;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.raft.RaftFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeterminismTest {
    @Test
    void aSeedRepeatsItselfAlsoWhenOthersRunBesideIt() {
        List<CompletableFuture<SimulationResult>> first = new ArrayList<>();
        List<CompletableFuture<SimulationResult>> second = new ArrayList<>();
        for (long seed = 1; seed <= 5; seed++) {
            SimulationPlan plan = plan(seed);
            first.add(CompletableFuture.supplyAsync(() -> Simulation.run(plan)));
            second.add(CompletableFuture.supplyAsync(() -> Simulation.run(plan)));
        }
        for (int i = 0; i < first.size(); i++) {
            SimulationResult one = first.get(i).join();
            SimulationResult other = second.get(i).join();
            assertThat(other.traceHash()).isEqualTo(one.traceHash());
            assertThat(other.events()).isEqualTo(one.events());
        }
    }

    @Test
    void differentSeedsGoDifferentWays() {
        assertThat(Simulation.run(plan(1)).traceHash())
                .isNotEqualTo(Simulation.run(plan(2)).traceHash());
    }

    @Test
    void aTraceChangesNothing() {
        Lines lines = new Lines();
        SimulationResult traced = Simulation.run(plan(3).withTrace(lines));

        assertThat(traced.traceHash()).isEqualTo(Simulation.run(plan(3)).traceHash());
        assertThat(lines.kinds).contains("send", "role", "write", "apply", "execute", "answer", "fault");
    }

    /** Two builds are compared by their traces: whatever a line names, it names by what it holds. */
    @ParameterizedTest
    @MethodSource("protocols")
    void aSeedsTraceReadsTheSameEveryTime(ProtocolFactory protocol) {
        SimulationPlan plan = SimulationPlan.of(protocol, 24).withNodes(4).withSimNanos(3_000_000_000L);
        Lines one = new Lines();
        Lines other = new Lines();
        Simulation.run(plan.withTrace(one));
        Simulation.run(plan.withTrace(other));

        assertThat(other.whole).isEqualTo(one.whole);
    }

    static List<ProtocolFactory> protocols() {
        return List.of(new RaftFactory(), new PbftFactory());
    }

    private static final class Lines implements Trace {
        private final Set<String> kinds = new HashSet<>();
        private final List<String> whole = new ArrayList<>();

        @Override
        public boolean on() {
            return true;
        }

        @Override
        public void line(long nanos, int process, String what, String detail) {
            kinds.add(what);
            whole.add(nanos + " " + process + " " + what + " " + detail);
        }
    }

    /** Another JVM draws another salt for the JDK's hashed collections and other identity hashes. */
    @Test
    void aSeedRepeatsItselfInAnotherJvm(@TempDir Path dir) throws Exception {
        Path out = dir.resolve("out");
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeterminismTest.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long here = Simulation.run(plan(4)).traceHash();

        assertThat(other.waitFor()).isZero();
        assertThat(Files.readAllLines(out)).last().isEqualTo(Long.toHexString(here));
    }

    /** The other JVM: prints what seed 4 comes to. */
    public static void main(String[] args) {
        System.out.println(Long.toHexString(Simulation.run(plan(4)).traceHash()));
    }

    private static SimulationPlan plan(long seed) {
        return SimulationPlan.of(new RaftFactory(), seed).withSimNanos(5_000_000_000L);
    }
}
