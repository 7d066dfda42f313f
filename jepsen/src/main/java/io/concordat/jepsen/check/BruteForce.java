package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;

/** Tries every order, without a single idea; for a dozen operations, to judge the other engines by. */
public final class BruteForce implements Engine {
    @Override
    public String name() {
        return "brute";
    }

    @Override
    public <S> Verdict decide(Problem<S> problem, Budget budget) {
        List<Operation> order = new ArrayList<>();
        if (explains(
                problem, problem.initial(), new boolean[problem.operations().size()], order)) {
            return new Verdict.Valid(order, name());
        }
        List<Operation> returns = new ArrayList<>(problem.operations());
        returns.removeIf(o -> !o.required());
        returns.sort(java.util.Comparator.comparingInt(Operation::returned));
        for (Operation o : returns) {
            Problem<S> prefix = problem.until(o.returned());
            if (!explains(
                    prefix, prefix.initial(), new boolean[prefix.operations().size()], new ArrayList<>())) {
                return new Verdict.Invalid(o, "", name());
            }
        }
        throw new IllegalStateException("a history is refuted by its returns");
    }

    private static <S> boolean explains(Problem<S> problem, S state, boolean[] done, List<Operation> order) {
        List<Operation> all = problem.operations();
        int earliestReturn = Integer.MAX_VALUE;
        boolean finished = true;
        for (int i = 0; i < done.length; i++) {
            if (!done[i] && all.get(i).required()) {
                earliestReturn = Math.min(earliestReturn, all.get(i).returned());
                finished = false;
            }
        }
        if (finished) {
            return true;
        }
        for (int i = 0; i < done.length; i++) {
            if (!done[i] && all.get(i).called() < earliestReturn) {
                S next = problem.model().step(state, all.get(i));
                if (next != null) {
                    done[i] = true;
                    order.add(all.get(i));
                    if (explains(problem, next, done, order)) {
                        return true;
                    }
                    order.remove(order.size() - 1);
                    done[i] = false;
                }
            }
        }
        return false;
    }
}
