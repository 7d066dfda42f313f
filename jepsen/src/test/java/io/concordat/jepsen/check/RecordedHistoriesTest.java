package io.concordat.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.HistoryFile;
import io.concordat.jepsen.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories recorded elsewhere, with verdicts others reached: -Dconcordat.histories=DIR names the directory. */
@EnabledIfSystemProperty(named = "concordat.histories", matches = ".+")
class RecordedHistoriesTest {
    private static final int SLOW = Integer.getInteger("concordat.histories.operations", 20_000);

    record Entry(String file, String model, String expected, int operations) {
        @Override
        public String toString() {
            return file + " is " + expected;
        }
    }

    static Stream<Entry> manifest() throws IOException {
        return Files.readAllLines(directory().resolve("MANIFEST.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(c -> new Entry(c[0], c[1], c[2], Integer.parseInt(c[3])))
                .filter(e -> e.operations <= SLOW);
    }

    private static boolean indeterminate(History history) {
        return history.operations().stream().anyMatch(o -> !o.completed());
    }

    private static Path directory() {
        return Path.of(System.getProperty("concordat.histories", ""));
    }

    @ParameterizedTest
    @MethodSource("manifest")
    void hasItsVerdict(Entry entry) throws IOException {
        long began = System.nanoTime();
        History history = HistoryFile.read(directory().resolve(entry.file));
        long read = System.nanoTime();
        assertThat(history.invocations()).isEqualTo(entry.operations);
        Judgement judgement = Checker.standard()
                .judge(
                        Models.named(entry.model, history.notation(), null),
                        history,
                        Budget.of(TimeUnit.SECONDS.toNanos(60)));
        System.out.printf(
                "%-70s %-8s %8d read %.3f judged %.3f s %s%n",
                entry.file,
                judgement.validity(),
                entry.operations,
                (read - began) / 1e9,
                (System.nanoTime() - read) / 1e9,
                judgement.engines());
        boolean mayBeUnknown = entry.model.equals("counter") && entry.operations >= 10_000 && indeterminate(history);
        if (!(mayBeUnknown && judgement.validity() == Judgement.Validity.UNKNOWN)) {
            assertThat(judgement.validity().name()).isEqualToIgnoringCase(entry.expected);
        }
    }
}
