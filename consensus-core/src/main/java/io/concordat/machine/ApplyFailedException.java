package io.concordat.machine;

import io.concordat.bytes.Bytes;

/**
 * The user's state machine threw where it must answer. Its state is no longer what the log says, so the replica has to
 * stop; every other replica meets the same command and stops too.
 */
public final class ApplyFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ApplyFailedException(String doing, long index, Throwable cause) {
        super("the state machine failed in " + doing + " at index " + index + ": " + cause, cause);
    }

    static ApplyFailedException command(Bytes session, long number, long index, Throwable cause) {
        return new ApplyFailedException("command " + number + " of session " + session.toHex(), index, cause);
    }
}
