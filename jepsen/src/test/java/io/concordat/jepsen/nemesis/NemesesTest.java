package io.concordat.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
