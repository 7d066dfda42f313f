package io.concordat.jepsen.model;

import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An unbounded queue (first in, first out) or stack (last in); to remove from an empty one answers {@code empty}. */
public record Collection(boolean firstOut) implements Model<Sequence> {
    /** The answer of a removal that finds nothing. */
    public static final Keyword EMPTY = Keyword.of("empty");

    @Override
    public Sequence initial() {
        return Sequence.EMPTY;
    }

    @Override
    public @Nullable Sequence step(Sequence state, Operation operation) {
        if (adds(operation)) {
            return state.append(Values.some(operation, operation.argument()));
        }
        Object result = operation.result();
        if (state.size() == 0) {
            return result == null || isEmpty(result) ? state : null;
        }
        if (isEmpty(result)) {
            return null;
        }
        Sequence ready = firstOut ? state.ready() : state;
        if (result != null && !result.equals(firstOut ? ready.first() : ready.last())) {
            return null;
        }
        return firstOut ? ready.withoutFirst() : ready.withoutLast();
    }

    @Override
    public boolean readOnly(Operation operation) {
        return !adds(operation) && isEmpty(operation.result());
    }

    @Override
    public @Nullable Object effect(Operation operation) {
        if (adds(operation)) {
            return List.of("add", Values.some(operation, operation.argument()));
        }
        // A completed removal says whether it found anything; where it is possible both do the same.
        return readOnly(operation) ? null : "remove";
    }

    private static boolean isEmpty(@Nullable Object result) {
        return EMPTY.equals(result);
    }

    private boolean adds(Operation operation) {
        return switch (operation.f()) {
            case "add", "enq", "enqueue", "push" -> true;
            case "remove", "deq", "dequeue", "pop" -> false;
            default -> throw Values.unknown(firstOut ? "fifo-queue" : "stack", operation);
        };
    }
}
