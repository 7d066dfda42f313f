package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code acquire} and {@code release} by the owner named in the value. With fences an acquire is answered [owner
 * token], and tokens rise strictly over all grants; one that nobody saw is taken to be the least possible, which
 * permits most.
 */
public record OwnedMutex(boolean fenced) implements Model<OwnedMutex.Hold> {
    /** Who holds it (null: nobody), and the last token granted. */
    public record Hold(@Nullable Object owner, long token) {
        @Override
        public String toString() {
            return (owner == null ? "free" : "held by " + owner) + (token == 0 ? "" : ", last token " + token);
        }
    }

    @Override
    public Hold initial() {
        return new Hold(null, 0);
    }

    @Override
    public @Nullable Hold step(Hold hold, Operation operation) {
        Object owner = owner(operation);
        switch (operation.f()) {
            case "acquire" -> {
                if (hold.owner != null) {
                    return null;
                }
                if (!fenced) {
                    return new Hold(owner, 0);
                }
                Long token = token(operation);
                long granted = token == null ? hold.token + 1 : token;
                return granted > hold.token ? new Hold(owner, granted) : null;
            }
            case "release" -> {
                return owner.equals(hold.owner) ? new Hold(null, hold.token) : null;
            }
            default -> throw Values.unknown(fenced ? "fenced-mutex" : "owner-mutex", operation);
        }
    }

    @Override
    public Object shape(Hold hold) {
        return hold.owner == null ? "free" : List.of(hold.owner);
    }

    @Override
    public boolean hopeless(Hold hold, Operation pending) {
        Long token = fenced && pending.f().equals("acquire") ? token(pending) : null;
        return token != null && token <= hold.token;
    }

    /** A smaller last token permits more. */
    @Override
    public boolean covers(Hold hold, Hold other) {
        return hold.token <= other.token;
    }

    @Override
    public @Nullable Object effect(Operation operation) {
        boolean granted = fenced && operation.f().equals("acquire") && token(operation) != null;
        return granted ? null : List.of(operation.f(), owner(operation));
    }

    public static Object owner(Operation operation) {
        Object argument = operation.argument();
        return argument == null ? (Object) operation.process() : argument;
    }

    /** The token an acquire was answered with; null when nobody saw it. */
    public static @Nullable Long token(Operation operation) {
        Object result = operation.result();
        return result instanceof List<?> ? (Long) Values.number(operation, Values.element(operation, result, 1)) : null;
    }
}
