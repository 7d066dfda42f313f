package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.Disk;
import io.concordat.record.KeyValueStore.Change;
import io.concordat.record.conformance.DiskConformance;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.VirtualTime;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Without faults, the simulator's disk is a disk like any other. */
class SimulatedDiskConformanceTest {
    @TestFactory
    Stream<DynamicTest> theSimulatedDiskIsADisk() {
        return DiskConformance.cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    SimulatedDisk disk = new SimulatedDisk(
                            new VirtualTime(new Silent()), new SeededRandom(1), true, new Unobserved());
                    int[] lives = {0};
                    c.run(() -> open(disk, ++lives[0]));
                }));
    }

    private static Disk open(SimulatedDisk disk, int life) throws Exception {
        return disk.open(new Life(1, life, "node"));
    }

    private static final class Unobserved implements SyncObserver {
        @Override
        public void synced(List<Change> changes) {}

        @Override
        public void replaced(SortedMap<Bytes, Bytes> content) {}
    }

    private static final class Silent implements VirtualTime.Witness {
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
