package io.concordat.jepsen.model;

import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.history.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several registers, changed together by {@code txn}: a list of [:read key value-or-nil] and [:write key value].
 * Registers not mentioned by {@code initial} begin with {@code otherwise}.
 */
public record MultiRegister(Map<Object, Object> initial, Object otherwise) implements Model<Map<Object, Object>> {
    public MultiRegister {
        initial = Map.copyOf(initial);
    }

    @Override
    public @Nullable Map<Object, Object> step(Map<Object, Object> state, Operation operation) {
        Map<Object, Object> next = state;
        for (Object part : parts(operation)) {
            Object key = Values.some(operation, Values.element(operation, part, 1));
            Object value = Values.element(operation, part, 2);
            if (writes(operation, part)) {
                if (next == state) {
                    next = new LinkedHashMap<>(state);
                }
                next.put(key, Values.some(operation, value));
            } else if (operation.completed() && value != null && !value.equals(next.getOrDefault(key, otherwise))) {
                return null;
            }
        }
        return next;
    }

    @Override
    public boolean readOnly(Operation operation) {
        return parts(operation).stream().noneMatch(part -> writes(operation, part));
    }

    private static List<?> parts(Operation operation) {
        Object value = operation.completed() && operation.result() != null ? operation.result() : operation.argument();
        if (operation.f().equals("txn") && value instanceof List<?> list) {
            return list;
        }
        throw Values.unknown("multi-register", operation);
    }

    private static boolean writes(Operation operation, @Nullable Object part) {
        Object what = Values.element(operation, part, 0);
        String name = what instanceof Keyword keyword ? keyword.name() : String.valueOf(what);
        return switch (name) {
            case "read", "r" -> false;
            case "write", "w" -> true;
            default -> throw Values.unexpected(operation, "[:read k v] or [:write k v]");
        };
    }
}
