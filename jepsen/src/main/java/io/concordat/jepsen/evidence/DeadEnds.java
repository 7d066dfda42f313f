package io.concordat.jepsen.evidence;

import io.concordat.jepsen.check.Problem;
import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The longest orders that were tried in a window, each with the state it ended in. */
final class DeadEnds {
    private static final int STEPS = 20_000;
    private static final int MOST = 6;

    /** The states in words, one more than operations. */
    record Path(List<Operation> operations, List<String> states) {
        String last() {
            return states.get(states.size() - 1);
        }
    }

    private final List<Path> found = new ArrayList<>();
    private int steps;

    private DeadEnds() {}

    static <S> List<Path> of(List<Problem<S>> entries) {
        DeadEnds search = new DeadEnds();
        for (Problem<S> entry : entries.subList(0, Math.min(entries.size(), MOST))) {
            search.steps = 0;
            List<String> states = new ArrayList<>(List.of(entry.model().describe(entry.initial())));
            search.walk(entry, entry.initial(), new ArrayList<>(), states);
        }
        search.found.sort(
                Comparator.comparingInt((Path p) -> p.operations.size()).reversed());
        return search.found.stream().distinct().limit(MOST).toList();
    }

    private <S> void walk(Problem<S> problem, S state, List<Operation> taken, List<String> states) {
        if (++steps > STEPS) {
            return;
        }
        int earliest = Integer.MAX_VALUE;
        for (Operation o : problem.operations()) {
            if (o.required() && !taken.contains(o)) {
                earliest = Math.min(earliest, o.returned());
            }
        }
        boolean stuck = true;
        for (Operation o : problem.operations()) {
            S next = o.called() < earliest && !taken.contains(o)
                    ? problem.model().step(state, o)
                    : null;
            if (next != null && (o.required() || !next.equals(state))) {
                stuck = false;
                taken.add(o);
                states.add(problem.model().describe(next));
                walk(problem, next, taken, states);
                taken.remove(taken.size() - 1);
                states.remove(states.size() - 1);
            }
        }
        if (stuck) {
            found.add(new Path(List.copyOf(taken), List.copyOf(states)));
        }
    }
}
