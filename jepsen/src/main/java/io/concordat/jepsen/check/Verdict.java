package io.concordat.jepsen.check;

import io.concordat.jepsen.history.Operation;
import java.util.List;

/** What an engine found out. */
public sealed interface Verdict {
    /** The name of the engine. */
    String engine();

    /** An order of the operations that explains every result; indeterminate ones that are missing did not happen. */
    record Valid(List<Operation> order, String engine) implements Verdict {}

    /**
     * No order explains the results of the operations up to the return of {@code culprit}.
     *
     * @param reason in words; may be empty
     */
    record Invalid(Operation culprit, String reason, String engine) implements Verdict {}

    /** Neither was found within the limits; {@code position} is the event where the search stood. */
    record Unknown(String cause, int position, String engine) implements Verdict {}
}
