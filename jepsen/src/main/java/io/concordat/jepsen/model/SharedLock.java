package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A readers-writer lock, without upgrades: {@code acquire} (alone), {@code acquire-shared} and {@code release} by the
 * owner named in the value. One owner holds it at most once.
 */
public record SharedLock() implements Model<SharedLock.Holders> {
    /** Owners in a canonical order; alone if {@code exclusive}. */
    public record Holders(boolean exclusive, List<Object> owners) {
        public Holders {
            owners = List.copyOf(owners);
        }

        @Override
        public String toString() {
            return owners.isEmpty() ? "free" : (exclusive ? "held by " : "shared by ") + owners;
        }
    }

    private static final Holders FREE = new Holders(false, List.of());

    @Override
    public Holders initial() {
        return FREE;
    }

    @Override
    public @Nullable Holders step(Holders state, Operation operation) {
        Object owner = OwnedMutex.owner(operation);
        List<Object> owners = state.owners;
        switch (operation.f()) {
            case "acquire" -> {
                return owners.isEmpty() ? new Holders(true, List.of(owner)) : null;
            }
            case "acquire-shared" -> {
                if (state.exclusive || owners.contains(owner)) {
                    return null;
                }
                List<Object> more = new ArrayList<>(owners);
                more.add(owner);
                more.sort((a, b) -> a.toString().compareTo(b.toString()));
                return new Holders(false, more);
            }
            case "release" -> {
                if (!owners.contains(owner)) {
                    return null;
                }
                List<Object> fewer = new ArrayList<>(owners);
                fewer.remove(owner);
                return new Holders(false, fewer);
            }
            default -> throw Values.unknown("rw-lock", operation);
        }
    }

    @Override
    public Object effect(Operation operation) {
        return List.of(operation.f(), OwnedMutex.owner(operation));
    }
}
