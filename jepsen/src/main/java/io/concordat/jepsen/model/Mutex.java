package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import org.jspecify.annotations.Nullable;

/** {@code acquire} when free and {@code release} when held, by whomever; a state says whether it is held. */
public record Mutex(Boolean initial) implements Model<Boolean> {
    @Override
    public @Nullable Boolean step(Boolean held, Operation operation) {
        return switch (operation.f()) {
            case "acquire" -> held ? null : Boolean.TRUE;
            case "release" -> held ? Boolean.FALSE : null;
            default -> throw Values.unknown("mutex", operation);
        };
    }

    @Override
    public Object effect(Operation operation) {
        return operation.f();
    }

    @Override
    public String describe(Boolean held) {
        return held ? "held" : "free";
    }
}
