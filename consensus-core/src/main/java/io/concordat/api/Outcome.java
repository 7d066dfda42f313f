package io.concordat.api;

import io.concordat.bytes.Bytes;

/** What became of a command. */
public sealed interface Outcome {
    /** It was executed, once, and this is its result. */
    record Reply(Bytes bytes) implements Outcome {}

    /** It was not executed and never will be under this number. */
    record Refused(String code, String message) implements Outcome {}

    /** It may have been executed, or may still be; nobody could say within the time allowed. */
    record Unknown(String message) implements Outcome {}

    /** The reply's bytes. Throws {@link OutcomeException} for the other two. */
    default Bytes orThrow() {
        if (this instanceof Reply reply) {
            return reply.bytes();
        }
        throw new OutcomeException(this);
    }
}
