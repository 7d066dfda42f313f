package io.concordat.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.edn.EdnReader;
import io.concordat.jepsen.evidence.Page;
import io.concordat.jepsen.generate.HistoryGenerator;
import io.concordat.jepsen.generate.Workload;
import io.concordat.jepsen.generate.Workloads;
import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Pairing;
import io.concordat.jepsen.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Violations planted into otherwise correct generated histories: after 200 operations two strangers do, one after the
 * other, what the object forbids. Each is found, in a window that names it and that a second engine confirms.
 */
class PlantedViolationsTest {
    private static final long STRANGER = 1_000_000;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "register        | value never written    | read nil -> 99",
                "register        | lost write             | write 77 -> 77; read nil -> 78",
                "cas-register    | cas from a wrong value | write 77 -> 77; cas [78 1] -> [78 1]",
                "multi-register  | torn transaction       | txn [[:write :x 7] [:write :z 7]] -> nil; "
                        + "txn [[:read :z nil]] -> [[:read :z 8]]",
                "counter         | stale read             | add-and-get 1 -> [1 100000]; read nil -> 7",
                "counter         | same answer twice      | read nil -> -1",
                "bounded-counter | past its bound         | add-and-get 1 -> [1 9]",
                "mutex           | two holders            | acquire nil -> nil; acquire nil -> nil; acquire nil -> nil",
                "owner-mutex     | two holders            | acquire \"s\" -> \"s\"; acquire \"t\" -> \"t\"",
                "fenced-mutex    | token falls            | acquire \"s\" -> [\"s\" 0]",
                "fifo-queue      | element from nowhere   | remove nil -> 99",
                "stack           | element from nowhere   | remove nil -> 99",
                "set             | element disappears     | add 77 -> 77; contains 77 -> [77 false]",
                "semaphore       | one permit too many    | acquire 2 -> nil; acquire 2 -> nil",
            })
    void isFoundAndExplained(String model, String what, String script) {
        plant(Workloads.named(model), model + ": " + what, script);
    }

    private static <S> void plant(Workload<S> workload, String what, String script) {
        Model<S> model = workload.model();
        Pairing pairing = new Pairing(Notation.EDN);
        List<Event> events = new ArrayList<>();
        new HistoryGenerator<>(workload, new HistoryGenerator.Shape(5, 200, 0, 0), 7).run(events::add);
        events.forEach(pairing::accept);
        History correct = pairing.finish();
        Budget budget = Budget.of(TimeUnit.SECONDS.toNanos(30));
        assertThat(Checker.standard().judge(model, correct, budget).validity())
                .as("before planting: " + what)
                .isEqualTo(Judgement.Validity.VALID);

        Pairing planted = new Pairing(Notation.EDN);
        events.forEach(planted::accept);
        for (String step : script.split(";")) {
            String[] halves = step.strip().split(" -> ");
            String f = halves[0].substring(0, halves[0].indexOf(' '));
            Object argument = EdnReader.parse(halves[0].substring(f.length()));
            planted.accept(new Event(Event.Type.INVOKE, STRANGER, f, argument, null, -1));
            planted.accept(new Event(Event.Type.OK, STRANGER, f, EdnReader.parse(halves[1]), null, -1));
        }
        Judgement judgement = Checker.standard().judge(model, planted.finish(), budget);
        assertThat(judgement.validity()).as(what).isEqualTo(Judgement.Validity.INVALID);
        Window<?> window =
                WindowFinder.find(judgement.decisive().problem(), budget).orElseThrow();
        assertThat(window.confirmed()).as("confirmed: " + what).isTrue();
        assertThat(window.culprit().process()).as("culprit of " + what).isEqualTo(STRANGER);
        assertThat(window.operations().size()).as("window of " + what).isLessThan(12);
        String page = Page.of(what, window);
        assertThat(page)
                .contains("class=\"culprit\"", "Confirmed by a second engine")
                .doesNotContain("src=", "href=");
    }
}
