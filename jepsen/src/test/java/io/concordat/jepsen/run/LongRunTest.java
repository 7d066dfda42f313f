package io.concordat.jepsen.run;

import io.concordat.jepsen.junit.ClusterUnderTest;
import io.concordat.jepsen.workload.ClusterWorkloads;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 90 seconds each by default, sixteen times: the faults that go together, on every workload and both protocols. */
@Tag("nightly")
class LongRunTest {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("concordat.jepsen.seconds", 90));

    @RegisterExtension
    static final ClusterUnderTest RAFT = ClusterUnderTest.of("raft", 3).lasting(TIME);

    @RegisterExtension
    static final ClusterUnderTest PBFT = ClusterUnderTest.of("pbft", 4).lasting(TIME);

    @ParameterizedTest(name = "{0}: {1} under {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "raft counter kill,pause,partition,reset",
                "raft counter clock,slow-disk,failing-sync,full-disk",
                "raft counter bit-flip,wipe,snapshot",
                "raft lock client-crash,client-pause,partition,transfer",
                "raft lock slow,lossy,corrupt,cpu",
                "raft register kill,pause,transfer,snapshot",
                "raft register slow,lossy,corrupt,cpu",
                "raft register restart,memory,client-crash",
                "pbft counter kill,pause,partition,reset",
                "pbft counter byzantine",
                "pbft counter bit-flip,wipe,snapshot",
                "pbft lock client-crash,client-pause,partition",
                "pbft lock byzantine,slow,lossy",
                "pbft lock clock,slow-disk,restart,memory",
                "pbft register kill,pause,partition,byzantine",
                "pbft register clock,failing-sync,full-disk,cpu"
            })
    void isLinearizable(String protocol, String workload, String nemeses) {
        ClusterUnderTest cluster = protocol.equals("raft") ? RAFT : PBFT;
        cluster.under(nemeses).run(ClusterWorkloads.named(workload)).assertLinearizable();
    }
}
