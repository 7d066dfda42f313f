package io.concordat.services.counter;

import io.concordat.api.Outcome;
import io.concordat.api.OutcomeException;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What became of a counter command or read. */
public sealed interface CounterResult {
    /** The counter's value after it. */
    record Value(long value) implements CounterResult {}

    /**
     * Nothing was changed.
     *
     * @param found the value that was in the way, when the counter itself refused; else null
     */
    record Refused(String code, String message, @Nullable Long found) implements CounterResult {}

    /** It may have been executed, or may still be. */
    record Unknown(String message) implements CounterResult {}

    /** The value. Throws {@link OutcomeException} for the other two. */
    default long orThrow() {
        if (this instanceof Value value) {
            return value.value();
        }
        if (this instanceof Refused refused) {
            throw new OutcomeException(new Outcome.Refused(refused.code(), refused.message()));
        }
        throw new OutcomeException(new Outcome.Unknown(((Unknown) this).message()));
    }

    static CounterResult of(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return new Refused(refused.code(), refused.message(), null);
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            return new Unknown(unknown.message());
        }
        try {
            CounterReply reply = CounterCodec.decodeReply(outcome.orThrow());
            ErrorCode refusal = reply.refusal();
            return refusal == null
                    ? new Value(reply.value())
                    : new Refused(refusal.name(), refusal.meaning(), reply.value());
        } catch (MalformedException e) {
            return new Unknown("the reply is not a counter's: " + e.getMessage());
        }
    }
}
