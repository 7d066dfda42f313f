package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One string under each key: {@code get}, {@code put} and {@code append}. */
public record KeyValue(String initial) implements Model<String> {
    @Override
    public @Nullable String step(String state, Operation operation) {
        return switch (operation.f()) {
            case "get" -> operation.result() == null || operation.result().equals(state) ? state : null;
            case "put" -> text(operation);
            case "append" -> state + text(operation);
            default -> throw Values.unknown("kv", operation);
        };
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("get");
    }

    @Override
    public @Nullable Object effect(Operation operation) {
        return readOnly(operation) || operation.argument() == null
                ? null
                : List.of(operation.f(), operation.argument());
    }

    private static String text(Operation operation) {
        return String.valueOf(Values.some(operation, operation.argument()));
    }
}
