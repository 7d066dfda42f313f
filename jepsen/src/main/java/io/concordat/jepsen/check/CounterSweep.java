package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Counter;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Counters that only rise. An operation that saw a value fixes the value it was executed at, so that those open at one
 * moment have one possible order; only which blind adds fill the gaps between them is left to search. With one delta
 * there is no choice either, and the sweep is nearly linear; with several, indeterminate adds make it a subset sum.
 */
public final class CounterSweep implements Decider {
    private static final int MOST_DELTAS = 16;

    @Override
    public String name() {
        return "counter-sweep";
    }

    @Override
    public <S> Optional<Verdict> decide(Problem<S> problem, Budget budget) {
        Optional<CounterRun> run = start(problem, budget, true);
        if (run.isEmpty()) {
            return Optional.empty();
        }
        Verdict verdict = run.get().run();
        if (verdict instanceof Verdict.Invalid) {
            // Looking ahead refutes sooner than it can say why.
            Verdict located = start(problem, budget, false).orElseThrow().run();
            verdict = located instanceof Verdict.Invalid ? located : verdict;
        }
        if (verdict instanceof Verdict.Unknown unknown && unknown.cause().equals(CounterRun.TOO_WIDE)) {
            return Optional.empty();
        }
        return Optional.of(verdict);
    }

    static Optional<CounterRun> start(Problem<?> problem, Budget budget, boolean lookAhead) {
        if (!(problem.model() instanceof Counter counter) || counter.bounded()) {
            return Optional.empty();
        }
        TreeSet<Long> deltas = new TreeSet<>();
        for (Operation o : problem.operations()) {
            if (!counter.readOnly(o)) {
                deltas.add(Counter.delta(o));
            }
        }
        if (deltas.size() > MOST_DELTAS || (!deltas.isEmpty() && (deltas.first() < 1 || deltas.last() > 1L << 40))) {
            return Optional.empty();
        }
        long[] ascending = deltas.stream().mapToLong(Long::longValue).toArray();
        return Optional.of(
                new CounterRun(problem.operations(), (Long) problem.initial(), ascending, budget, lookAhead));
    }
}
