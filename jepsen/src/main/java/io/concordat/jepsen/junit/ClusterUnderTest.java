package io.concordat.jepsen.junit;

import io.concordat.jepsen.nemesis.Nemeses;
import io.concordat.jepsen.report.RunDirectory;
import io.concordat.jepsen.run.RunListener;
import io.concordat.jepsen.run.RunPlan;
import io.concordat.jepsen.run.RunResult;
import io.concordat.jepsen.run.Trial;
import io.concordat.jepsen.workload.ClusterWorkload;
import io.concordat.node.PortAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A cluster of real processes for a JUnit 5 test, its faults, and the verdict on what clients saw of it. Register it
 * with {@link RegisterExtension}; the nodes run with the test's own class path, so a state machine and its provider
 * in the project's sources are there by name.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ClusterUnderTest CLUSTER = ClusterUnderTest.of("raft", 3)
 *         .under("kill,partition")
 *         .lasting(ofSeconds(10));
 *
 * @Test
 * void theMaximumIsLinearizable() {
 *     CLUSTER.run(workload).assertLinearizable();
 * }
 * }</pre>
 *
 * Everything a run leaves, report.html first, stands in {@code target/jepsen/CLASS-METHOD}. Immutable but for the
 * test it belongs to; for one test at a time, which may have several runs at once.
 */
public final class ClusterUnderTest implements BeforeEachCallback {
    private static final Duration CHECKING = Duration.ofSeconds(120);
    private static final int CLIENTS = 5;
    private static final double RATE = 200;

    private final String protocol;
    private final int nodes;
    private final String nemeses;
    private final Duration time;
    private final Map<String, String> settings;
    private final String classPath;
    private final Current current;

    /** The test that runs; shared with all that were made from one that is registered. */
    private static final class Current {
        private volatile String test = "run";
    }

    private ClusterUnderTest(
            String protocol,
            int nodes,
            String nemeses,
            Duration time,
            Map<String, String> settings,
            String classPath,
            Current current) {
        this.protocol = protocol;
        this.nodes = nodes;
        this.nemeses = nemeses;
        this.time = time;
        this.settings = Map.copyOf(settings);
        this.classPath = classPath;
        this.current = current;
    }

    /** Without faults, for ten seconds. */
    public static ClusterUnderTest of(String protocol, int nodes) {
        return new ClusterUnderTest(
                protocol,
                nodes,
                "none",
                Duration.ofSeconds(10),
                Map.of(),
                System.getProperty("java.class.path"),
                new Current());
    }

    /** @param list as {@code concordat jepsen run --nemesis} takes it; throws {@link IllegalArgumentException} */
    public ClusterUnderTest under(String list) {
        Nemeses.select(list, protocol);
        return new ClusterUnderTest(protocol, nodes, list, time, settings, classPath, current);
    }

    /** How long clients work, under faults but for the first two seconds. */
    public ClusterUnderTest lasting(Duration howLong) {
        return new ClusterUnderTest(protocol, nodes, nemeses, howLong, settings, classPath, current);
    }

    /** A key of the cluster's configuration, as {@code init --set} takes it. */
    public ClusterUnderTest with(String key, String value) {
        TreeMap<String, String> more = new TreeMap<>(settings);
        more.put(key, value);
        return new ClusterUnderTest(protocol, nodes, nemeses, time, more, classPath, current);
    }

    /** Of the nodes, instead of the test's own. */
    public ClusterUnderTest withClassPath(String other) {
        return new ClusterUnderTest(protocol, nodes, nemeses, time, settings, other, current);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        current.test = context.getRequiredTestClass().getSimpleName() + "-"
                + context.getRequiredTestMethod().getName();
    }

    /** Starts the cluster, lets clients work under faults, heals, reads back, stops it and checks. Blocks. */
    public RunResult run(ClusterWorkload workload) {
        try {
            RunPlan plan = new RunPlan(
                    protocol,
                    nodes,
                    PortAllocator.freeRun(10 * nodes),
                    CLIENTS,
                    RATE,
                    time,
                    CHECKING,
                    ThreadLocalRandom.current().nextLong(1, 1_000_000_000),
                    Nemeses.select(nemeses, protocol),
                    settings,
                    classPath,
                    directory());
            RunResult result = new Trial(plan, workload, RunListener.SILENT).run();
            RunDirectory.write(result);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the run went on", e);
        }
    }

    /** One that was not there yet: what earlier builds left is kept, and runs may go on side by side. */
    private Path directory() throws IOException {
        Path parent = Files.createDirectories(Path.of("target", "jepsen"));
        Path chosen = parent.resolve(current.test);
        for (int run = 2; !made(chosen); run++) {
            chosen = parent.resolve(current.test + "-" + run);
        }
        return chosen;
    }

    private static boolean made(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
