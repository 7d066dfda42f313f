package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set: {@code add} and {@code remove} an element, {@code contains} an element, answered [element true|false] or the
 * bare truth, and {@code read} of all elements.
 */
public record Elements(Set<Object> initial) implements Model<Set<Object>> {
    public Elements {
        initial = Set.copyOf(initial);
    }

    @Override
    public @Nullable Set<Object> step(Set<Object> state, Operation operation) {
        Object argument = operation.argument();
        switch (operation.f()) {
            case "add" -> {
                Set<Object> more = new HashSet<>(state);
                return more.add(Values.some(operation, argument)) ? more : state;
            }
            case "remove" -> {
                Set<Object> fewer = new HashSet<>(state);
                return fewer.remove(argument) ? fewer : state;
            }
            case "contains" -> {
                Object result = operation.result();
                Object said = result instanceof List<?> ? Values.element(operation, result, 1) : result;
                return said == null || said.equals(state.contains(argument)) ? state : null;
            }
            case "read" -> {
                return fits(state, operation.result()) ? state : null;
            }
            default -> throw Values.unknown("set", operation);
        }
    }

    private static boolean fits(Set<Object> state, @Nullable Object result) {
        if (result == null) {
            return true;
        }
        return result instanceof java.util.Collection<?> all && state.equals(new HashSet<>(all));
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("contains") || operation.f().equals("read");
    }

    @Override
    public @Nullable Object effect(Operation operation) {
        return readOnly(operation) || operation.argument() == null
                ? null
                : List.of(operation.f(), operation.argument());
    }
}
