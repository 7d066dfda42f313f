package io.concordat.replica;

import io.concordat.runtime.HostRuntime;
import io.concordat.runtime.ThreadRuntime;

/** Real threads, whose idleness is awaited. */
final class ThreadStage implements ContractNode.Stage {
    private final CountingRuntime runtime = new CountingRuntime(new ThreadRuntime("contract"));

    @Override
    public HostRuntime runtime() {
        return runtime;
    }

    @Override
    public void settle() {
        runtime.awaitQuiet();
    }

    int handOffs() {
        return runtime.handOffs();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
