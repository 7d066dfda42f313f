package io.concordat.jepsen.knossos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.jepsen.check.Judgement.Validity;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.HistoryFile;
import io.concordat.jepsen.model.Collection;
import io.concordat.jepsen.model.Counter;
import io.concordat.jepsen.model.Register;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to Clojure and back, with Clojure itself and a stand-in for Knossos. */
class KnossosTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @ParameterizedTest
    @CsvSource({"1, VALID", "99, INVALID", "77, UNKNOWN"})
    void verdictsComeBack(long read, Validity expected) throws IOException {
        try (Knossos knossos = new Knossos(CLASS_PATH)) {
            assertThat(knossos.judge(new Register(0L, true), history(read), 200))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, VALID", "1, 99, INVALID", "99, 77, INVALID", "1, 77, UNKNOWN", "77, 99, UNKNOWN"})
    void everyObjectIsJudgedByItself(long first, long second, Validity expected) throws IOException {
        History registers = HistoryFile.read(new StringReader(
                """
                {:process 0, :type :invoke, :f :read, :key 1, :value nil}
                {:process 1, :type :invoke, :f :read, :key 2, :value nil}
                {:process 0, :type :ok, :f :read, :key 1, :value %d}
                {:process 1, :type :ok, :f :read, :key 2, :value %d}
                """
                        .formatted(first, second)));
        try (Knossos knossos = new Knossos(CLASS_PATH)) {
            assertThat(knossos.judge(new Register(0L, true), registers, 200)).isEqualTo(expected);
        }
    }

    @Test
    void historiesBecomeClojuresOwnData() throws IOException {
        try (Knossos knossos = new Knossos(CLASS_PATH)) {
            List<?> events = (List<?>) knossos.events(new Register(0L, true), history(1));
            assertThat(events.getClass().getName()).isEqualTo("clojure.lang.PersistentVector");
            assertThat(events).hasSize(5);
            assertThat(((Map<?, ?>) events.get(4)).toString()).contains(":type :ok", ":f :read", ":value 1");
            assertThat(events.toString()).contains("[\\\"a\\\" nil :k]".replace("\\", ""));
        }
    }

    @Test
    void queuesAreSpelledAsKnossosDoes() throws IOException {
        Collection queue = new Collection(true);
        try (Knossos knossos = new Knossos(CLASS_PATH)) {
            Object events = knossos.events(queue, queue("1"));
            assertThat(events.toString())
                    .contains(":type :ok, :process 1, :f :enqueue, :value 1")
                    .contains(":type :ok, :process 2, :f :dequeue, :value 1");
            assertThatThrownBy(() -> knossos.events(queue, queue("empty")))
                    .isInstanceOf(Inexpressible.class)
                    .hasMessageContaining("empty");
        }
    }

    private static History queue(String removed) throws IOException {
        return HistoryFile.read(
                new StringReader("[1] call add(1)\n[1] return\n[2] call remove\n[2] return " + removed + "\n"));
    }

    @Test
    void aMissingModelOrRuntimeIsSaid() {
        try (Knossos knossos = new Knossos(CLASS_PATH)) {
            assertThatThrownBy(() -> knossos.model(Counter.from(0)))
                    .isInstanceOf(Inexpressible.class)
                    .hasMessageContaining("no model");
        }
        assertThatThrownBy(() -> new Knossos("nowhere.jar"))
                .isInstanceOf(KnossosMissing.class)
                .hasMessageContaining("no Clojure");
    }

    private static History history(long read) throws IOException {
        return HistoryFile.read(new StringReader(
                """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 0, :type :ok, :f :write, :value 1}
                {:process 2, :type :invoke, :f :write, :value ["a" nil :k]}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 1, :type :ok, :f :read, :value %d}
                """
                        .formatted(read)));
    }
}
