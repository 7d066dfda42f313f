package io.concordat.simulation.time;

import io.concordat.replica.ContractNode;
import io.concordat.replica.ReplicaContract;
import io.concordat.runtime.HostRuntime;
import org.jspecify.annotations.Nullable;

/** What a replica owes every protocol holds in virtual time as it does on threads. */
class SimulatedReplicaTest extends ReplicaContract {
    @Override
    protected ContractNode.Stage stage() {
        return new VirtualStage();
    }

    private static final class VirtualStage implements ContractNode.Stage, VirtualTime.Witness {
        private static final long A_WHILE = 200_000_000;

        private final VirtualTime time = new VirtualTime(this);
        private final Life life = new Life(1, 1, "node");
        private final HostRuntime runtime =
                new SimulatedRuntime(time, life, new NodeClock(time, 1), new SeededRandom(1));

        @Override
        public HostRuntime runtime() {
            return runtime;
        }

        @Override
        public void settle() {
            time.runUntil(time.now() + A_WHILE);
        }

        @Override
        public void close() {
            life.end();
        }

        @Override
        public void running(long now, @Nullable Life owner, Activity activity) {}

        @Override
        public void ran(@Nullable Life owner) {}

        @Override
        public void threw(@Nullable Life owner, Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
