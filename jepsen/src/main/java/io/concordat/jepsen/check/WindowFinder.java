package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the smallest window out of a refuted history: from the call of the operation that cannot be placed to the
 * earliest return that completes the refutation, entered in all the ways that what came before allows.
 */
public final class WindowFinder {
    private WindowFinder() {}

    /** Empty when the search for it did not finish within the budget. */
    public static <S> Optional<Window<S>> find(Problem<S> problem, Budget budget) {
        Advance<S> whole = search(problem, budget);
        if (!(whole.advance(Integer.MAX_VALUE) instanceof Verdict.Invalid refuted)) {
            return Optional.empty();
        }
        Operation failed = whole.failed();
        if (failed == null) {
            return Optional.empty();
        }
        Advance<S> entering = search(problem, budget);
        if (entering.advance(failed.called()) != null) {
            return Optional.empty();
        }
        List<Problem<S>> entries = new ArrayList<>();
        for (Configuration<S> c : entering.frontier()) {
            entries.add(new Problem<>(problem.model(), c.state, rest(problem, entering, c, failed.called())));
        }
        return Optional.of(confirmed(problem, entries, failed, refuted.culprit(), budget));
    }

    @SuppressWarnings("unchecked") // A counter's states are numbers.
    private static <S> Advance<S> search(Problem<S> problem, Budget budget) {
        Optional<CounterRun> counter = CounterSweep.start(problem, budget, false);
        return counter.isPresent()
                ? (Advance<S>) (Advance<?>) counter.get()
                : new FrontierSearch<>(problem, budget, "frontier");
    }

    private static <S> List<Operation> rest(Problem<S> problem, Advance<S> at, Configuration<S> c, int cut) {
        List<Operation> rest = new ArrayList<>(at.unusedIn(c));
        rest.addAll(at.openIn(c));
        int low = 0;
        int high = problem.operations().size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (problem.operations().get(middle).called() < cut) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low; i < problem.operations().size(); i++) {
            rest.add(problem.operations().get(i));
        }
        rest.sort(Comparator.comparingInt(Operation::called));
        return rest;
    }

    private static <S> Window<S> confirmed(
            Problem<S> problem, List<Problem<S>> entries, Operation failed, Operation latest, Budget budget) {
        Engine second = new TreeSearch();
        int[] ends = problem.operations().stream()
                .filter(o -> o.returned() >= failed.returned() && o.called() <= latest.returned())
                .mapToInt(Operation::returned)
                .filter(r -> r <= latest.returned())
                .sorted()
                .toArray();
        for (int end : ends) {
            List<Problem<S>> cut = entries.stream().map(e -> e.until(end)).toList();
            if (cut.stream().allMatch(e -> second.decide(e, budget.child()) instanceof Verdict.Invalid)) {
                Operation culprit = problem.operations().stream()
                        .filter(o -> o.returned() == end)
                        .findFirst()
                        .orElse(failed);
                return new Window<>(cut, culprit, second.name());
            }
        }
        return new Window<>(
                entries.stream().map(e -> e.until(latest.returned())).toList(), failed, "");
    }
}
