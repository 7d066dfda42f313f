package io.concordat.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.raft.RaftFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        List<String> lines = new ArrayList<>();
        SimulationResult traced = Simulation.run(plan(3).withTrace(new Trace() {
            @Override
            public boolean on() {
                return true;
            }

            @Override
            public void line(long nanos, int process, String what, String detail) {
                lines.add(what);
            }
        }));

        assertThat(traced.traceHash()).isEqualTo(Simulation.run(plan(3)).traceHash());
        assertThat(lines).contains("send", "role", "write", "apply", "execute", "answer", "fault");
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
