package io.concordat.jepsen.workload;

import java.util.Random;

/** One client. Used by one thread. Every call ends by itself, within some seconds whatever becomes of the cluster. */
public interface WorkloadClient {
    /** One operation, or a few that belong together, recorded by {@code scribe}. */
    void act(Scribe scribe, Random random) throws InterruptedException;

    /** At the end, when all is healed: reads everything that was ever written. Returns whether all was answered. */
    boolean readBack(Scribe scribe) throws InterruptedException;

    /** Leaves politely, or not at all: the connection is closed next. */
    default void close() {}
}
