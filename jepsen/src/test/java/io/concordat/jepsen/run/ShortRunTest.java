package io.concordat.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.edn.EdnReader;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.HistoryFile;
import io.concordat.jepsen.junit.ClusterUnderTest;
import io.concordat.jepsen.workload.ClusterWorkloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real processes under real faults, three minutes of them in every build: each workload for 30 s on both protocols,
 * side by side. The long ones are nightly.
 */
class ShortRunTest {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("concordat.jepsen.short.seconds", 30));

    @RegisterExtension
    static final ClusterUnderTest RAFT = ClusterUnderTest.of("raft", 3).lasting(TIME);

    @RegisterExtension
    static final ClusterUnderTest PBFT = ClusterUnderTest.of("pbft", 4).lasting(TIME);

    @ParameterizedTest(name = "{0}: raft under {1}, pbft under {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "counter kill:leader,partition:leader kill:leader,partition",
                "lock pause,transfer,client-pause byzantine,client-pause",
                "register restart,reset,snapshot pause:leader,reset,snapshot"
            })
    void areLinearizable(String workload, String onRaft, String onPbft) throws IOException {
        List<CompletableFuture<RunResult>> runs = Stream.of(RAFT.under(onRaft), PBFT.under(onPbft))
                .map(cluster -> CompletableFuture.supplyAsync(
                        () -> cluster.run(ClusterWorkloads.named(workload)), task -> new Thread(task).start()))
                .toList();
        for (CompletableFuture<RunResult> run : runs) {
            RunResult result = run.join();
            result.assertLinearizable();
            assertThat(result.hashes()).hasSize(result.plan().nodes());
            assertThat(result.counts().values()).anyMatch(count -> count.fired() > 0);
            leavesEverythingBehind(result);
        }
    }

    private static void leavesEverythingBehind(RunResult result) throws IOException {
        Path directory = result.plan().directory();
        History again = HistoryFile.read(directory.resolve("history.edn"));
        assertThat(again.invocations()).isEqualTo(result.operations()).isPositive();
        assertThat(EdnReader.parse(Files.readString(directory.resolve("results.edn")))
                        .toString())
                .contains(":valid?");
        assertThat(directory.resolve("results.json")).content().contains("\"valid\":true");
        assertThat(directory.resolve("report.html")).content().contains("Linearizable");
        assertThat(directory.resolve("node-1.log")).content().contains("ready node=1");
    }
}
