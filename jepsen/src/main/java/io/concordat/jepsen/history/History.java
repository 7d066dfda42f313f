package io.concordat.jepsen.history;

import java.util.List;

/**
 * The operations of a history in the order of their calls.
 *
 * @param invocations how many operations clients asked for, failed ones included
 * @param failed how many of them definitely did not happen
 */
public record History(List<Operation> operations, int invocations, int failed, Notation notation) {
    public History {
        operations = List.copyOf(operations);
    }

    public static History of(List<Operation> operations) {
        return new History(operations, operations.size(), 0, Notation.EDN);
    }
}
