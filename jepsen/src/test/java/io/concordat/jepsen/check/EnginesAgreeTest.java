package io.concordat.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.generate.HistoryGenerator;
import io.concordat.jepsen.generate.Workload;
import io.concordat.jepsen.generate.Workloads;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Pairing;
import io.concordat.jepsen.model.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every engine against brute force, on small random histories of every model, with lost and wrong answers.
 * -Dconcordat.fuzz=N sets the number of histories over all models.
 */
class EnginesAgreeTest {
    private static final int HISTORIES = Integer.getInteger("concordat.fuzz", 34_000);
    private static final long SEED = Long.getLong("concordat.fuzz.seed", 1);
    private static final int MOST_OPERATIONS = 8;
    private static final List<Engine> ENGINES = List.of(new Frontier(), new TreeSearch());
    private static final List<Decider> DECIDERS = Checker.standard().deciders();

    private int valid;
    private int decided;
    private int indeterminate;

    static Stream<Arguments> workloads() {
        List<Arguments> all = new ArrayList<>();
        Models.NAMES.forEach(name -> all.add(Arguments.of(name, Workloads.named(name))));
        all.add(Arguments.of("counter with unit answers", Workloads.unitCounter()));
        all.add(Arguments.of("counter with blind units", Workloads.blindCounter()));
        all.add(Arguments.of("register with unique values", Workloads.uniqueRegister()));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workloads")
    <S> void withBruteForce(String name, Workload<S> workload) {
        int histories = Math.max(100, (HISTORIES - 1) / (Models.NAMES.size() + 3) + 1);
        for (int i = 0; i < histories; i++) {
            compare(name, workload, SEED * 1_000_000_007L + i);
        }
        System.out.printf(
                "fuzz %-28s %8d histories, %7d valid, %7d with lost answers, %7d by deciders%n",
                name, histories, valid, indeterminate, decided);
        assertThat(valid).as("valid ones").isBetween(histories / 20, histories - histories / 200);
        assertThat(indeterminate).as("with lost answers").isGreaterThan(histories / 10);
    }

    private <S> void compare(String name, Workload<S> workload, long seed) {
        Random random = new Random(seed);
        Pairing pairing = new Pairing(Notation.EDN);
        HistoryGenerator.Shape shape = new HistoryGenerator.Shape(
                2 + random.nextInt(3),
                3 + random.nextInt(MOST_OPERATIONS - 2),
                random.nextInt(3) * 0.15,
                random.nextInt(3) * 0.25);
        new HistoryGenerator<>(workload, shape, seed).run(pairing::accept);
        History history = pairing.finish();
        boolean allValid = true;
        for (Problem<S> problem : Problem.split(workload.model(), history)) {
            indeterminate += problem.operations().stream().anyMatch(o -> !o.required()) ? 1 : 0;
            Budget budget = Budget.of(TimeUnit.MINUTES.toNanos(10));
            Verdict expected = new BruteForce().decide(problem, budget);
            allValid &= expected instanceof Verdict.Valid;
            String at = name + " seed " + seed;
            for (Engine engine : ENGINES) {
                agree(at, problem, expected, engine.decide(problem, budget));
            }
            for (Decider decider : DECIDERS) {
                decider.decide(problem, budget).ifPresent(verdict -> {
                    decided++;
                    agree(at, problem, expected, verdict);
                });
            }
        }
        valid += allValid ? 1 : 0;
    }

    private static <S> void agree(String at, Problem<S> problem, Verdict expected, Verdict found) {
        String where = at + ": " + found + " but " + expected + " of " + problem.operations();
        assertThat(found.getClass()).as(where).isEqualTo(expected.getClass());
        if (found instanceof Verdict.Valid order) {
            assertThat(Replay.fault(problem, order.order())).as(where).isEmpty();
        } else if (found instanceof Verdict.Invalid refuted) {
            Problem<S> prefix = problem.until(refuted.culprit().returned());
            assertThat(new BruteForce().decide(prefix, Budget.of(1)))
                    .as("up to the culprit, " + where)
                    .isInstanceOf(Verdict.Invalid.class);
        }
    }
}
