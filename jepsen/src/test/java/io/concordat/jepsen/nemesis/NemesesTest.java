package io.concordat.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.node.ClusterInit;
import io.concordat.node.NodeProcesses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which faults there are, and that none goes missing unseen. */
class NemesesTest {
    @Test
    void onlyExpectedOnesAreMissingHere() throws IOException {
        List<String> expected;
        try (InputStream in = getClass().getResourceAsStream("/expected-skips.txt")) {
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        Machine machine = new Machine();
        for (Nemesis nemesis : Nemeses.all()) {
            nemesis.missing(machine).ifPresent(why -> assertThat(expected).contains(nemesis.word() + ": " + why));
        }
    }

    @Test
    void aListNamesNemesesAndTheirTargets() {
        List<Selection> chosen = Selection.parse("kill, pause:leader,partition:halves,kill:primary");
        assertThat(chosen).extracting(s -> s.nemesis().word()).containsExactly("kill", "pause", "partition", "kill");
        assertThat(chosen).extracting(Selection::target).containsExactly("", "leader", "halves", "leader");
        assertThat(Selection.parse("none")).isEmpty();
    }

    @Test
    void whatIsMisspelledIsRefusedNamingWhatThereIs() {
        assertThatThrownBy(() -> Selection.parse("kil"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kill, pause");
        assertThatThrownBy(() -> Selection.parse("kill:halves"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one, leader, minority, majority, all");
    }

    @Test
    void noTwoShareAWord() {
        assertThat(Nemeses.all()).extracting(Nemesis::word).doesNotHaveDuplicates();
    }

    @Test
    void oneThatCannotStrikeAProtocolIsRefusedAndIsNotAmongAll() {
        assertThatThrownBy(() -> Nemeses.select("kill,byzantine", "raft"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'byzantine' strikes clusters of pbft only");
        assertThatThrownBy(() -> Nemeses.select("transfer", "pbft")).hasMessageContaining("raft only");
        assertThat(Nemeses.select("byzantine:double-vote", "pbft"))
                .extracting(Selection::target)
                .containsExactly("double-vote");
        assertThat(Nemeses.select("all", "raft"))
                .extracting(s -> s.nemesis().word())
                .contains("transfer", "snapshot")
                .doesNotContain("byzantine");
        assertThat(Nemeses.select("all", "pbft"))
                .extracting(s -> s.nemesis().word())
                .contains("byzantine", "snapshot")
                .doesNotContain("transfer");
    }

    @Test
    void whatOthersSayOfALiarIsCountedFromNowOn(@TempDir Path home) throws IOException {
        Path directory = home.resolve("cluster");
        new ClusterInit(directory, "pbft", 4, List.of("127.0.0.1"), 20_000, Map.of(), false).write();
        NodeProcesses processes = new NodeProcesses(directory);
        Files.writeString(processes.log(1), "node 2 sent another proposal\n");
        Refusals refusals = new Refusals(processes, 2);
        assertThat(refusals.count()).isZero();
        String said = "node 2 signed two things\na message of node 2 was dropped (1 such): late\nnode 3 sent another\n"
                + "node 2 is cut off after too many bad signatures, the last: of node 21\nnode 2 leads\n";
        Files.writeString(processes.log(1), said, StandardOpenOption.APPEND);
        Files.writeString(processes.log(2), said);
        assertThat(refusals.count()).isEqualTo(3);
    }
}
