package io.concordat.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.cli.JsonText;
import io.concordat.node.PortAllocator;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is interrupted heals its cluster, and says what it saw so far. */
@Tag("nightly")
class JepsenRunTest {
    @TempDir
    Path home;

    @Test
    void anInterruptedRunIsCheckedAllTheSame() throws Exception {
        Process run = new Shell(home)
                .begin("exec '" + Shell.PROGRAM + "' jepsen run --protocol raft --workload counter --nemesis kill"
                        + " --time 10m --out run -o json --base-port " + PortAllocator.freeRun(30) + " 2>&1");
        Map<String, Object> verdict = null;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith("  kill")) {
                    run.destroy();
                } else if (line.startsWith("{")) {
                    verdict = JsonText.object(line);
                }
            }
        }
        assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(run.exitValue()).isZero();
        assertThat(verdict).containsEntry("valid", true).containsEntry("statesEqual", true);
        assertThat(home.resolve("run/report.html")).content().contains("Linearizable");
    }
}
