package io.concordat.jepsen.check;

import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.Interval;
import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One object's operations, in the order of their calls, and the state they begin in. Indeterminate operations that
 * change nothing are left out: nobody can tell whether they happened.
 */
public record Problem<S>(Model<S> model, S initial, List<Operation> operations) {

    public Problem {
        operations = operations.stream()
                .filter(o -> o.required() || !model.readOnly(o))
                .toList();
    }

    /** A history split into the parts that never touch each other. */
    public static <S> List<Problem<S>> split(Model<S> model, History history) {
        Map<Optional<Object>, List<Operation>> parts = new LinkedHashMap<>();
        for (Operation operation : history.operations()) {
            parts.computeIfAbsent(Optional.ofNullable(model.part(operation)), part -> new ArrayList<>())
                    .add(operation);
        }
        return parts.values().stream()
                .map(operations -> new Problem<>(model, model.initial(), operations))
                .toList();
    }

    /**
     * What was called up to the event at {@code position}; what returned later is not required, but has the result it
     * has.
     */
    public Problem<S> until(int position) {
        List<Operation> known = new ArrayList<>();
        for (Operation o : operations) {
            if (o.called() <= position) {
                known.add(o.returned() <= position ? o : open(o));
            }
        }
        return new Problem<>(model, initial, known);
    }

    private static Operation open(Operation o) {
        Interval known = o.interval();
        return o.withInterval(new Interval(known.called(), Interval.NEVER, known.calledNanos(), known.returnedNanos()));
    }
}
