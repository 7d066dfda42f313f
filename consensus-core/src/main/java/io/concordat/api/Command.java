package io.concordat.api;

import io.concordat.bytes.Bytes;

/** One command in the moment of its execution. Valid only during {@link StateMachine#apply}. */
public interface Command extends Expiry {
    Bytes bytes();

    /** The session that sent it, 16 bytes. */
    Bytes session();

    /** Its number within the session: 1, 2, 3 … */
    long number();

    /** Whether {@code other} is open and belongs to the same client key, so that this command may speak for it. */
    default boolean maySpeakFor(Bytes other) {
        return other.equals(session());
    }

    /** The index of its batch. */
    long index();
}
