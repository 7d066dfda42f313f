package io.concordat.jepsen.model;

import io.concordat.jepsen.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * An object as a sequential machine. Write your own: only {@link #initial} and {@link #step} are needed, the rest makes
 * checking faster. All methods must be pure and may be called from several threads.
 *
 * @param <S> states: immutable, with equals and hashCode by value
 */
public interface Model<S> {
    S initial();

    /**
     * The state after {@code operation} takes effect in {@code state}, or null when it cannot: its result contradicts
     * the state, or the object refuses. An indeterminate operation ({@code !operation.completed()}) has no result to
     * contradict.
     */
    @Nullable
    S step(S state, Operation operation);

    /** Operations of different parts never touch each other, and are checked apart. Null is a part, too. */
    default @Nullable Object part(Operation operation) {
        return operation.key();
    }

    /** Whether the operation never changes any state. */
    default boolean readOnly(Operation operation) {
        return false;
    }

    /**
     * Equal for operations that lead from equal states to equal states wherever both are possible, an indeterminate one
     * being possible wherever a completed one is; so that indeterminate ones can be counted instead of enumerated.
     * Null: like no other.
     */
    default @Nullable Object effect(Operation operation) {
        return null;
    }

    /**
     * Equal for states that {@link #covers} may compare; the state itself unless a model knows better. Fewer states
     * need to be kept where one can do all that another can.
     */
    default Object shape(S state) {
        return state;
    }

    /** For two states of one shape: whether all that is possible from {@code other} is possible from {@code state}. */
    default boolean covers(S state, S other) {
        return true;
    }

    /**
     * Whether {@code pending} is certain never to be possible again once {@code state} was reached: nothing need be
     * tried there.
     */
    default boolean hopeless(S state, Operation pending) {
        return false;
    }

    /** For people. */
    default String describe(S state) {
        return String.valueOf(state);
    }
}
