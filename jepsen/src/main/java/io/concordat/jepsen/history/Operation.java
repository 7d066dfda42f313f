package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.Edn;
import org.jspecify.annotations.Nullable;

/**
 * One operation that happened or may have. A completed one took effect between call and return and its result is
 * binding; an indeterminate one (no definite answer) may take effect at any moment after its call, or never, and {@code
 * result} is null. Operations known not to have happened are no operations.
 *
 * @param id position among the operations of its history, in order of their calls
 * @param key the object it addresses, where a history holds several; null otherwise
 * @param completed whether the result is known; one that is and has no return (in a part of a history) may have
 *     happened with that result, or not yet
 * @param argument value of the call, which also an indeterminate operation keeps
 * @param result value of the return; null also where a completed operation's result is unknown
 */
public record Operation(
        int id,
        long process,
        String f,
        @Nullable Object key,
        @Nullable Object argument,
        @Nullable Object result,
        boolean completed,
        Interval interval) {

    /** Position of the call among the events of the history. */
    public int called() {
        return interval.called();
    }

    /** Position of the return; {@link Interval#NEVER} for an indeterminate operation. */
    public int returned() {
        return interval.returned();
    }

    /** Whether every explanation has to contain it. */
    public boolean required() {
        return returned() != Interval.NEVER;
    }

    public Operation withId(int newId) {
        return new Operation(newId, process, f, key, argument, result, completed, interval);
    }

    public Operation withInterval(Interval other) {
        return new Operation(id, process, f, key, argument, result, completed, other);
    }

    /** For people: {@code 3: cas [1 2] -> ok}. */
    public String describe() {
        String asked = process + ": " + f + (argument == null ? "" : " " + Edn.write(argument))
                + (key == null ? "" : " of " + Edn.write(key));
        if (!completed) {
            return asked + " -> ?";
        }
        return asked + (result == null || result.equals(argument) ? "" : " -> " + Edn.write(result));
    }
}
