package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks an order of operations against the definition, independently of whoever found it. */
public final class Replay {
    private Replay() {}

    /** Empty when the order explains the problem, else what is wrong with it. */
    public static <S> String fault(Problem<S> problem, List<Operation> order) {
        Set<Integer> expected = new HashSet<>();
        Set<Integer> required = new HashSet<>();
        for (Operation o : problem.operations()) {
            expected.add(o.id());
            if (o.required()) {
                required.add(o.id());
            }
        }
        S state = problem.initial();
        int latestCall = -1;
        for (Operation o : order) {
            if (!expected.remove(o.id())) {
                return "not of this history, or twice: " + o.describe();
            }
            required.remove(o.id());
            latestCall = Math.max(latestCall, o.called());
            if (o.returned() < latestCall) {
                return "returned before an operation in front of it was called: " + o.describe();
            }
            S next = problem.model().step(state, o);
            if (next == null) {
                return "impossible in state " + problem.model().describe(state) + ": " + o.describe();
            }
            state = next;
        }
        return required.isEmpty() ? "" : required.size() + " operations are missing";
    }
}
