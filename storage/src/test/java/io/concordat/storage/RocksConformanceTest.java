package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.record.conformance.DiskConformance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RocksConformanceTest {
    static final Bytes CLUSTER = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");

    @TestFactory
    Stream<DynamicTest> synced(@TempDir Path temporary) {
        return onEachCase(temporary, true);
    }

    @TestFactory
    Stream<DynamicTest> unsynced(@TempDir Path temporary) {
        return onEachCase(temporary, false);
    }

    private static Stream<DynamicTest> onEachCase(Path temporary, boolean sync) {
        return DiskConformance.cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    Path directory = Files.createTempDirectory(temporary, "case");
                    c.run(() -> RocksDisk.open(DataDirectory.open(directory, CLUSTER, 1), sync));
                }));
    }
}
