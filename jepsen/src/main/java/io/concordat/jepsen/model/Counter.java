package io.concordat.jepsen.model;

import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code add} d; {@code read}; {@code add-and-get} d, answered [d new-value]. With bounds, an add that would leave them
 * changes nothing and must be answered :refused; and only such a one may be.
 */
public record Counter(long start, long least, long most) implements Model<Long> {
    private static final Keyword REFUSED = Keyword.of("refused");

    /** Without bounds. */
    public static Counter from(long start) {
        return new Counter(start, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public boolean bounded() {
        return least != Long.MIN_VALUE || most != Long.MAX_VALUE;
    }

    @Override
    public Long initial() {
        return start;
    }

    @Override
    public @Nullable Long step(Long state, Operation operation) {
        Object result = operation.result();
        switch (operation.f()) {
            case "read" -> {
                return result == null || result.equals(state) ? state : null;
            }
            case "add", "add-and-get" -> {
                long next = state + delta(operation);
                if (((state ^ next) & (delta(operation) ^ next)) < 0) {
                    return null;
                }
                boolean refused = bounded() && (next < least || next > most);
                if (!operation.completed()) {
                    return refused ? state : (Long) next;
                }
                if (refused || REFUSED.equals(result)) {
                    return refused && REFUSED.equals(result) ? state : null;
                }
                Long seen = observed(operation);
                return seen == null || seen == next ? (Long) next : null;
            }
            default -> throw Values.unknown("counter", operation);
        }
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("read") || (operation.completed() && REFUSED.equals(operation.result()));
    }

    @Override
    public @Nullable Object effect(Operation operation) {
        // A bounded counter's completed add is impossible where an indeterminate one does nothing.
        return readOnly(operation) ? null : List.of("add", delta(operation));
    }

    /** What an add adds. */
    public static long delta(Operation operation) {
        Object argument = operation.argument();
        return argument == null ? 1 : Values.number(operation, argument);
    }

    /** The value that a completed operation saw after its effect, null for none. */
    public static @Nullable Long observed(Operation operation) {
        Object result = operation.result();
        if (result == null || operation.f().equals("add")) {
            return null;
        }
        if (result instanceof List<?>) {
            return Values.number(operation, Values.element(operation, result, 1));
        }
        return Values.number(operation, result);
    }
}
