package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A search that carries all possible configurations along the history and can stop in front of any event. */
interface Advance<S> {
    /** Goes on to just before the event at {@code position}; null when it got there, else why not. Call once. */
    @Nullable
    Verdict advance(int position);

    /** The configurations there. */
    List<Configuration<S>> frontier();

    /** The operation at whose return no configuration was left. */
    @Nullable
    Operation failed();

    /** The open operations that {@code c} has not taken yet. */
    List<Operation> openIn(Configuration<S> c);

    /** The indeterminate operations called so far that {@code c} has not used. */
    List<Operation> unusedIn(Configuration<S> c);
}
