package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code acquire} n and {@code release} n permits (1 when not said); a state is the number of free ones. */
public record Semaphore(long permits) implements Model<Long> {
    @Override
    public Long initial() {
        return permits;
    }

    @Override
    public @Nullable Long step(Long free, Operation operation) {
        long n = operation.argument() == null ? 1 : Values.number(operation, operation.argument());
        if (n < 0) {
            throw Values.unexpected(operation, "a number of permits");
        }
        return switch (operation.f()) {
            case "acquire" -> free >= n ? (Long) (free - n) : null;
            case "release" -> free + n <= permits ? (Long) (free + n) : null;
            default -> throw Values.unknown("semaphore", operation);
        };
    }

    @Override
    public Object effect(Operation operation) {
        return List.of(operation.f(), operation.argument() == null ? (Long) 1L : operation.argument());
    }
}
