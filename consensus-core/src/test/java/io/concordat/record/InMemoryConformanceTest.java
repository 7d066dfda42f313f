package io.concordat.record;

import io.concordat.record.conformance.DiskConformance;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class InMemoryConformanceTest {
    @TestFactory
    Stream<DynamicTest> memoryIsADisk() {
        return DiskConformance.cases().stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    InMemoryDisk[] disk = {new InMemoryDisk()};
                    c.run(() -> disk[0] = disk[0].reopen());
                }));
    }
}
