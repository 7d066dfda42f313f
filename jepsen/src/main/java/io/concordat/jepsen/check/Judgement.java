package io.concordat.jepsen.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a whole history.
 *
 * @param decisive the part that decided it, with its problem: the first invalid one, else the first unknown one, else
 *     the last; null for a history without operations
 * @param engines names of those that judged parts of it, in the order of their first use
 */
public record Judgement(Validity validity, @Nullable Part<?> decisive, List<String> engines) {
    /** Three values: what could not be decided is never called valid. */
    public enum Validity {
        VALID,
        INVALID,
        UNKNOWN
    }

    /** One object of the history and what was found out about it. */
    public record Part<S>(Problem<S> problem, Verdict verdict) {}

    public Judgement {
        engines = List.copyOf(engines);
    }
}
