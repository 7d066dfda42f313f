package io.concordat.jepsen.run;

import io.concordat.jepsen.junit.ClusterUnderTest;
import io.concordat.jepsen.workload.ClusterWorkloads;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two minutes each by default, twelve times: the faults that go together, on every workload. */
@Tag("nightly")
class LongRunTest {
    @RegisterExtension
    static final ClusterUnderTest CLUSTER =
            ClusterUnderTest.of("raft", 3).lasting(Duration.ofSeconds(Long.getLong("concordat.jepsen.seconds", 120)));

    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "counter kill,pause,partition,reset",
                "counter slow,lossy,corrupt,cpu",
                "counter clock,slow-disk,failing-sync,full-disk",
                "counter bit-flip,wipe",
                "lock kill,pause,partition,reset",
                "lock client-crash,client-pause,partition",
                "lock slow,lossy,corrupt,cpu",
                "lock clock,slow-disk,restart,memory",
                "register kill,pause,partition,reset",
                "register slow,lossy,corrupt,cpu",
                "register clock,slow-disk,failing-sync,full-disk",
                "register restart,memory,client-crash"
            })
    void isLinearizable(String workload, String nemeses) {
        CLUSTER.under(nemeses).run(ClusterWorkloads.named(workload)).assertLinearizable();
    }
}
