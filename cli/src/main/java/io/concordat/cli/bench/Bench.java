package io.concordat.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import io.concordat.cli.Asking;
import io.concordat.client.ClientSession;
import io.concordat.client.NodeStatus;
import io.concordat.client.NodeStatus.Figures;
import io.concordat.node.ClusterConnection;
import io.concordat.services.counter.CounterResult;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** One bench: warm-up, a measured window, then every operation's outcome and the reading back. */
public final class Bench {
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);

    private final BenchPlan plan;
    /** The first of them is asked for figures. */
    private final ClusterConnection connection;

    private final Load load;
    private final Meter meter = new Meter();
    private final HeldLocks beside;

    /**
     * Sessions are dealt out to {@code connections}, one or more; {@code held} locks are held and {@code waiters} wait
     * for some of them throughout.
     */
    public Bench(BenchPlan plan, List<ClusterConnection> connections, int held, int waiters) {
        this.plan = plan;
        this.connection = connections.get(0);
        this.load = new Load(
                plan, connections.stream().map(ClusterConnection::client).toList());
        this.beside = new HeldLocks(connection.client(), held, waiters);
    }

    /** The figures, by the keys of docs/cli.md. */
    public Map<String, Object> run(Duration timeout) throws InterruptedException {
        for (CompletableFuture<ClientSession> opening : load.open(timeout)) {
            load.opened(Asking.await(opening, timeout));
        }
        beside.fill(timeout);
        Driver driver = new Driver(plan, load, meter);
        driver.start();
        Driver.sleep(plan.warmup());
        Moment before = moment();
        meter.begin();
        Driver.sleep(plan.duration());
        meter.end();
        Moment after = moment();
        Asking.await(driver.stop(), plan.patience());
        long readBack = 0;
        if (load.writes()) {
            for (CompletableFuture<CounterResult> read : load.readBack()) {
                readBack += Asking.await(read, plan.patience()).orThrow();
            }
        }
        load.close();
        return figures(before, after, readBack);
    }

    private Map<String, Object> figures(Moment before, Moment after, long readBack) {
        ServerFigures servers = new ServerFigures(before.nodes, after.nodes);
        double seconds = (after.nanos - before.nanos) / 1e9;
        double measured = plan.duration().toNanos() / 1e9;
        double ops = Math.max(1, meter.completed());
        double clientCpu = after.clientCpuSeconds - before.clientCpuSeconds;
        double serverCpu = servers.sum(Figures::cpuSeconds);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("service", plan.service());
        out.put("protocol", connection.cluster().protocol());
        out.put("nodes", connection.cluster().nodes().size());
        out.put("sessions", plan.sessions());
        out.put("outstanding", plan.outstanding());
        out.put("payloadBytes", plan.payloadBytes());
        out.put("tls", servers.all(Figures::tls));
        out.put("signed", servers.all(Figures::signed));
        out.put("sync", servers.all(Figures::sync));
        out.put("seconds", measured);
        out.put("completed", meter.completed());
        out.put("acknowledged", meter.acknowledged());
        // A read has nothing to read back: all its answers count as seen again.
        out.put("readBack", load.writes() ? readBack : meter.acknowledged());
        out.put("failed", meter.failed());
        out.put("unknown", meter.unknown());
        if (meter.failed() + meter.unknown() > 0) {
            out.put("reasons", meter.reasons());
        }
        out.put("opsPerSecond", meter.completed() / measured);
        out.put("latencyMicros", latency(meter.latency()));
        out.put("longestGapMillis", meter.longestGapMillis());
        out.put("clientCpuMicrosPerOp", clientCpu * 1e6 / ops);
        out.put("serverCpuMicrosPerOp", serverCpu * 1e6 / ops);
        out.put("opsPerBatch", servers.opsPerBatch());
        out.put("syncsPerOp", servers.sum(Figures::syncs) / ops);
        out.put("signaturesPerOp", servers.sum(Figures::signatures) / ops);
        out.put("verificationsPerOp", servers.sum(Figures::verifications) / ops);
        out.put("syncMicrosP50", servers.syncMicrosP50());
        out.put(
                "otherLoadPercent",
                seconds <= 0 ? 0 : after.machine.othersPercent(before.machine, clientCpu + serverCpu));
        out.put("longestPauseMillis", servers.longestPauseMillis());
        if (plan.rate() > 0) {
            out.put("offeredPerSecond", plan.rate());
            out.put("busy", meter.busy());
            out.put("busyAnswers", (long) servers.sum(Figures::busy));
            out.put("expired", (long) servers.sum(Figures::expired));
        }
        return out;
    }

    private static Map<String, Object> latency(Histogram histogram) {
        Map<String, Object> latency = new LinkedHashMap<>();
        latency.put("p50", histogram.getValueAtPercentile(50));
        latency.put("p99", histogram.getValueAtPercentile(99));
        latency.put("p999", histogram.getValueAtPercentile(99.9));
        latency.put("max", histogram.getMaxValue());
        return latency;
    }

    private Moment moment() {
        TreeMap<Integer, CompletableFuture<NodeStatus>> asked = new TreeMap<>();
        connection
                .client()
                .nodes()
                .forEach(n -> asked.put(n, connection.client().status(n, 0, STATUS_PATIENCE)));
        TreeMap<Integer, NodeStatus> nodes = new TreeMap<>();
        asked.forEach((node, future) -> {
            NodeStatus status = future.handle((s, e) -> s).join();
            if (status != null) {
                nodes.put(node, status);
            }
        });
        double cpu = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
        return new Moment(System.nanoTime(), cpu, nodes, MachineLoad.now());
    }

    private record Moment(
            long nanos, double clientCpuSeconds, TreeMap<Integer, NodeStatus> nodes, MachineLoad machine) {}
}
