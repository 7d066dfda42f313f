package io.concordat.cli.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.node.NodeMemory;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A node runs alike, whether a command started its process or {@code bin/concordat node} did. */
class NodeFlagsTest {
    @Test
    void theScriptKnowsEveryOptionOfANodeThatDoesNotDependOnItsHeap() throws IOException {
        String script = Files.readString(SourceTree.root().resolve("bin/concordat"));
        assertThat(NodeMemory.options(1 << 29))
                .filteredOn(option -> !option.contains(Long.toString(1 << 29)) && !option.contains("Direct"))
                .hasSizeGreaterThan(3)
                .allSatisfy(option -> assertThat(script).contains(option));
    }
}
