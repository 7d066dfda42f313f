package io.concordat.jepsen.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.generate.HistoryGenerator;
import io.concordat.jepsen.generate.Workload;
import io.concordat.jepsen.generate.Workloads;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.Interval;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.history.Pairing;
import io.concordat.jepsen.model.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes to a history of which it is known what they do to the verdict, on histories too long for brute force. */
class MetamorphicTest {
    private static final int HISTORIES = 60;

    static Stream<String> models() {
        return Models.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void verdictsFollowTheChange(String model) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            follow(Workloads.named(model), seed, model + " seed " + seed);
        }
    }

    private static <S> void follow(Workload<S> workload, long seed, String at) {
        Pairing pairing = new Pairing(Notation.EDN);
        double wrong = seed % 2 == 0 ? 0 : 0.03;
        new HistoryGenerator<>(workload, new HistoryGenerator.Shape(4, 40, 0.05, wrong), seed).run(pairing::accept);
        List<Operation> all = pairing.finish().operations();
        Judgement.Validity verdict = judge(workload, all);
        if (wrong == 0) {
            assertThat(verdict).as("correct by construction: " + at).isEqualTo(Judgement.Validity.VALID);
        }
        assertThat(judge(workload, each(all, MetamorphicTest::renamed)))
                .as("processes renamed: " + at)
                .isEqualTo(verdict);
        assertThat(judge(workload, each(all, MetamorphicTest::shifted)))
                .as("times shifted: " + at)
                .isEqualTo(verdict);
        assertThat(judge(workload, withoutUnansweredReads(workload, all)))
                .as("indeterminate reads dropped: " + at)
                .isEqualTo(verdict);
        if (verdict == Judgement.Validity.VALID) {
            assertThat(judge(workload, each(each(all, MetamorphicTest::shifted), o -> o.id() % 5 == 0 ? longer(o) : o)))
                    .as("intervals widened: " + at)
                    .isEqualTo(verdict);
        }
    }

    private static <S> Judgement.Validity judge(Workload<S> workload, List<Operation> operations) {
        Budget budget = Budget.of(TimeUnit.SECONDS.toNanos(60));
        return Checker.standard()
                .judge(workload.model(), History.of(operations), budget)
                .validity();
    }

    private static List<Operation> each(List<Operation> all, UnaryOperator<Operation> change) {
        return all.stream().map(change).toList();
    }

    private static Operation renamed(Operation o) {
        return new Operation(
                o.id(), 9_000 - o.process(), o.f(), o.key(), o.argument(), o.result(), o.completed(), o.interval());
    }

    private static Operation shifted(Operation o) {
        int back = o.required() ? o.returned() * 3 + 5 : Interval.NEVER;
        return o.withInterval(new Interval(o.called() * 3 + 5, back, 1, 2));
    }

    /**
     * Returns later, between events where it did; positions stay distinct because all others are multiples of three.
     */
    private static Operation longer(Operation o) {
        return o.required() ? o.withInterval(new Interval(o.called(), o.returned() + 7, 1, 2)) : o;
    }

    private static <S> List<Operation> withoutUnansweredReads(Workload<S> workload, List<Operation> all) {
        List<Operation> kept = new ArrayList<>();
        for (Operation o : all) {
            if (o.required() || !workload.model().readOnly(o)) {
                kept.add(o.withId(kept.size()));
            }
        }
        return kept;
    }
}
