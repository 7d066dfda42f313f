package io.concordat.jepsen.junit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.jepsen.broken.StandIns;
import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.run.RunResult;
import io.concordat.jepsen.workload.ServiceWorkload;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A user's machine is tested in five lines, as docs/jepsen.md shows; then it is broken on purpose. */
class OwnMachineTest {
    @RegisterExtension
    static final ClusterUnderTest CLUSTER =
            ClusterUnderTest.of("raft", 3).under("kill,partition").lasting(ofSeconds(8));

    @TempDir
    Path scratch;

    record Maximum() implements Model<Long> {
        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long step(Long largest, Operation operation) {
            return switch (operation.f()) {
                case "offer" -> Math.max(largest, (Long) operation.argument());
                case "read" -> largest.equals(operation.result()) ? largest : null;
                default -> throw new IllegalArgumentException(operation.f());
            };
        }
    }

    // doc:begin
    private final ServiceWorkload maximum = ServiceWorkload.of("maximum", new Maximum())
            .command("offer", random -> random.nextLong(1_000_000), MaximumMachine::offer, reply -> null)
            .query("read", MaximumMachine.READ, MaximumMachine::value);
    // doc:end

    @Tag("nightly")
    @Test
    void theMaximumIsLinearizable() {
        CLUSTER.run(maximum).assertLinearizable();
    }

    @Test
    void aMistakeInItIsShownInAWindow() {
        RunResult result = ClusterUnderTest.of("raft", 1)
                .lasting(ofSeconds(4))
                .withClassPath(StandIns.classPath(MaximumMachine.Forgetful.class, scratch))
                .run(maximum);
        assertThatThrownBy(result::assertLinearizable)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not linearizable")
                .hasMessageContaining("read");
        assertThat(result.window()).isNotNull();
        assertThat(result.window().confirmed())
                .as("confirmed by a second engine")
                .isTrue();
        assertThat(result.window().operations()).hasSizeLessThan(60);
    }
}
