package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code read} v, {@code write} v and, where allowed, {@code cas} [old new]. A read without a result fits any value.
 */
public record Register(Object initial, boolean cas) implements Model<Object> {
    @Override
    public @Nullable Object step(Object state, Operation operation) {
        switch (operation.f()) {
            case "read" -> {
                return operation.result() == null || operation.result().equals(state) ? state : null;
            }
            case "write" -> {
                return Values.some(operation, operation.argument());
            }
            case "cas" -> {
                if (cas) {
                    Object old = Values.element(operation, operation.argument(), 0);
                    return state.equals(old)
                            ? Values.some(operation, Values.element(operation, operation.argument(), 1))
                            : null;
                }
            }
            default -> {}
        }
        throw Values.unknown(cas ? "cas-register" : "register", operation);
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("read");
    }

    @Override
    public @Nullable Object effect(Operation operation) {
        return readOnly(operation) || operation.argument() == null
                ? null
                : List.of(operation.f(), operation.argument());
    }
}
