package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.List;

/**
 * The part of a history that refutes it: in whichever of these ways it was entered, its operations cannot be ordered.
 *
 * @param entries every way in which what came before can have ended
 * @param culprit the operation at whose return no order is left
 * @param confirmedBy the second engine that refuted each entry; empty when none did within the limits
 */
public record Window<S>(List<Problem<S>> entries, Operation culprit, String confirmedBy) {
    public Window {
        entries = List.copyOf(entries);
    }

    public boolean confirmed() {
        return !confirmedBy.isEmpty();
    }

    /** The states it can be entered in, in words. */
    public List<String> states() {
        return entries.stream()
                .map(e -> e.model().describe(e.initial()))
                .distinct()
                .toList();
    }

    /** All operations concerned, those that some entry has behind it included. */
    public List<Operation> operations() {
        return entries.stream()
                .flatMap(e -> e.operations().stream())
                .distinct()
                .sorted(java.util.Comparator.comparingInt(Operation::called))
                .toList();
    }
}
