package io.concordat.api;

import io.concordat.bytes.Bytes;

/** One command in the moment of its execution. Valid only during {@link StateMachine#apply}. */
public interface Command extends Expiry {
    Bytes bytes();

    /** The session that sent it, 16 bytes. */
    Bytes session();

    /** Its number within the session: 1, 2, 3 … */
    long number();

    /** The index of its batch. */
    long index();
}
