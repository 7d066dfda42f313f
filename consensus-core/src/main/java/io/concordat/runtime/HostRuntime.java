package io.concordat.runtime;

import java.util.concurrent.Executor;

/** Where a node's work runs: threads in production, one virtual schedule in the simulator. */
public interface HostRuntime extends AutoCloseable {
    Clock clock();

    RandomSource random();

    /** A new loop; {@code name} is for thread names and traces. */
    Loop newLoop(String name);

    /**
     * A loop for something that is asked by others, who wait: what they hand over when the runtime has been closed is
     * not dropped, but run by whoever hands it over, so that they can be told. Its timers end with the runtime.
     */
    default Loop newLastingLoop(String name) {
        return newLoop(name);
    }

    /** For signing and verifying off the loops; tasks run in any order and in parallel. */
    Executor pool();

    @Override
    void close();
}
