package io.concordat.replica;

import io.concordat.log.Bundle;
import io.concordat.net.ClientConnection;
import io.concordat.runtime.Budget;
import org.jspecify.annotations.Nullable;

/**
 * A bundle on its way from a connection to the loop, which must run {@link #taken} when it has it.
 *
 * @param bundle checked, or without its payload and unchecked when {@code held} is null
 * @param held what its bytes were taken from; null when there was no room and it comes only to be refused in its place
 * @param deadline after this moment of the node's monotonic clock nobody waits for it any longer
 */
record Arrival(ClientConnection from, Bundle bundle, @Nullable Budget held, long deadline, Runnable taken) {
    /** For one whose sender has not said how long it waits. */
    static final long NEVER = Long.MAX_VALUE;

    boolean expired(long now) {
        return deadline != NEVER && now - deadline >= 0;
    }
}
