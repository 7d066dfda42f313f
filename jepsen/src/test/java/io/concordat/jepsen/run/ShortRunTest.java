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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real processes under real faults, briefly; the long ones are nightly. */
class ShortRunTest {
    @RegisterExtension
    static final ClusterUnderTest CLUSTER =
            ClusterUnderTest.of("raft", 3).under("kill:leader,partition:leader").lasting(Duration.ofSeconds(10));

    @Test
    void countersAreLinearizableWhileLeadersDieAndAreCutOff() throws IOException {
        RunResult result = CLUSTER.run(ClusterWorkloads.named("counter"));
        result.assertLinearizable();
        assertThat(result.hashes()).hasSize(3);
        assertThat(result.counts().values()).anyMatch(count -> count.fired() > 0);
        Path directory = result.plan().directory();
        History again = HistoryFile.read(directory.resolve("history.edn"));
        assertThat(again.invocations()).isEqualTo(result.operations()).isPositive();
        assertThat(EdnReader.parse(Files.readString(directory.resolve("results.edn")))
                        .toString())
                .contains(":valid?");
        assertThat(directory.resolve("node-1.log")).content().contains("ready node=1");
    }
}
