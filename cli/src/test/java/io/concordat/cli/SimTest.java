package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The simulator's command: figures, violations with the command that replays them, traces. */
class SimTest {
    @Test
    void endsWithOneObjectOfTheContractsKeys() {
        Ran ran = Ran.json("sim", "--protocol", "raft", "--seeds", "1..4", "--faults", "all", "--sim-time", "3s")
                .exits(0);
        Map<String, Object> found = ran.object();
        assertThat(found.keySet())
                .containsExactly(
                        "protocol",
                        "seeds",
                        "failures",
                        "simulatedSeconds",
                        "wallSeconds",
                        "events",
                        "invariantChecks",
                        "faultsFired",
                        "faultsFiredByRole");
        assertThat(found)
                .containsEntry("protocol", "raft")
                .containsEntry("seeds", 4L)
                .containsEntry("failures", 0L);
        assertThat(((Map<?, ?>) found.get("faultsFired")).keySet().toString()).contains("crash");
        String[] words = Ran.concordat("sim", "--seeds", "1..1", "--faults", "none", "--sim-time", "1s")
                .exits(0)
                .out()
                .split("\n");
        assertThat(JsonText.object(words[words.length - 1])).containsEntry("seeds", 1L);
    }

    @Test
    void aViolationIsExitSevenAndItsCommandReplaysIt() {
        Ran ran = Ran.json(
                        "sim",
                        "--seeds",
                        "1..200",
                        "--stop-at-first",
                        "--faults",
                        "powercut,powercut-all",
                        "--sim-time",
                        "10s",
                        "--set",
                        "log.sync=false")
                .exits(7);
        assertThat((Long) ran.object().get("failures")).isPositive();
        Map<String, Object> first =
                JsonText.object(ran.err().lines().findFirst().orElseThrow());
        assertThat(first).containsEntry("error", "VERIFICATION_FAILED");
        assertThat((String) first.get("message")).matches("(?s)seed \\d+ broke .*");
        String replay = (String) first.get("next");
        assertThat(replay).startsWith("concordat sim --protocol raft --seed ").endsWith(" --trace");

        String[] words = replay.split(" ");
        Ran again = Ran.json(Arrays.copyOfRange(words, 1, words.length)).exits(7);
        assertThat(JsonText.object(again.err().strip()).get("message")).isEqualTo(first.get("message"));
        List<Map<String, Object>> lines = again.objects();
        assertThat(lines.get(0).keySet()).containsExactly("nanos", "who", "what", "detail");
        assertThat(lines.get(lines.size() - 1)).containsEntry("failures", 1L);
    }

    @Test
    void aTraceBeginsWithItsLegend() {
        List<String> lines = Ran.concordat("sim", "--seed", "3", "--faults", "none", "--sim-time", "200ms", "--trace")
                .exits(0)
                .out()
                .lines()
                .toList();
        assertThat(lines.get(0)).startsWith("# seconds");
        assertThat(lines).hasSizeGreaterThan(50);
    }

    @Test
    void aFaultThatNeverFiredInManySeedsHasShownNothing() {
        Ran ran = Ran.json("sim", "--seeds", "1..200", "--faults", "wipe", "--sim-time", "1ms")
                .exits(7);
        assertThat(ran.error().toString()).contains("wipe").contains("never fired");
    }
}
