package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.cli.bench.Bench;
import io.concordat.cli.bench.BenchPlan;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.node.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast, and nothing lost. */
@Command(
        name = "bench",
        description = "Load the cluster from this process; print what it did, and that nothing is lost.",
        footer = {
            "",
            "Examples:",
            "  concordat bench --service counter --outstanding 256 --sessions 16",
            "  concordat bench --service read --warmup 2s --duration 5s -o json",
            "  concordat bench --service lock --outstanding 64   pairs of acquire and release",
            "  concordat bench --rate 1000   open loop: latency counts from when each operation was due"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final List<String> SERVICES = List.of("counter", "read", "lock");

    @Option(names = "--service", defaultValue = "counter", paramLabel = "NAME", description = "counter, read or lock.")
    private String service = "counter";

    @Option(
            names = "--outstanding",
            defaultValue = "64",
            paramLabel = "N",
            description = "Under way, over all sessions.")
    private int outstanding;

    @Option(names = "--sessions", defaultValue = "1", paramLabel = "N", description = "Sessions (default 1).")
    private int sessions;

    @Option(
            names = "--payload",
            defaultValue = "16",
            paramLabel = "BYTES",
            converter = Target.Sizes.class,
            description = "Carried by each command (default 16).")
    private int payload;

    @Option(
            names = "--keys",
            paramLabel = "K",
            description = "Counters or locks used (default 64; of locks one per operation under way).")
    private @Nullable Integer keys;

    @Option(
            names = "--clients",
            defaultValue = "1",
            paramLabel = "N",
            description = "Clients that share the sessions, each with connections of its own (default 1).")
    private int clients;

    @Option(
            names = "--warmup",
            defaultValue = "15s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "Before measuring (default 15s).")
    private Duration warmup = Duration.ofSeconds(15);

    @Option(
            names = "--duration",
            defaultValue = "15s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "Measured (default 15s).")
    private Duration duration = Duration.ofSeconds(15);

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "R",
            description = "Open loop: operations per second, whether or not the cluster keeps up.")
    private double rate;

    @Option(
            names = "--held",
            defaultValue = "0",
            paramLabel = "N",
            description = "Locks held by somebody else meanwhile.")
    private int held;

    @Option(
            names = "--waiters",
            defaultValue = "0",
            paramLabel = "N",
            description = "Owners that wait for some of these.")
    private int waiters;

    @Option(
            names = "--wait-for-room",
            defaultValue = "1s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description =
                    "Open loop: how long a due operation waits while N are under way, then counts as busy (default"
                            + " 1s).")
    private Duration patienceForRoom = Duration.ofSeconds(1);

    @Mixin
    private Target target = new Target();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        if (!SERVICES.contains(service)) {
            throw CommandFailed.usage("there is no service '" + service + "' to bench", "one of " + SERVICES);
        }
        int used = keys != null ? keys : service.equals("lock") ? outstanding : 64;
        if (outstanding < 1
                || sessions < 1
                || sessions > outstanding
                || clients < 1
                || clients > sessions
                || used < 1
                || payload < 0
                || rate < 0
                || held < 0
                || waiters < 0
                || waiters > held) {
            throw CommandFailed.usage(
                    "these numbers make no bench",
                    "1 or more of each, no more sessions than outstanding, no more clients than sessions");
        }
        if (duration.isZero()) {
            throw CommandFailed.usage("nothing is measured in no time", "--duration 1s or more");
        }
        BenchPlan plan =
                new BenchPlan(service, outstanding, sessions, payload, used, warmup, duration, rate, patienceForRoom);
        List<ClusterConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                connections.add(target.connect());
            }
            Map<String, Object> figures = new Bench(plan, connections, held, waiters).run(target.timeout());
            boolean kept = Objects.equals(figures.get("acknowledged"), figures.get("readBack"));
            output.result(figures, words(figures));
            if (!kept) {
                throw new CommandFailed(
                        ErrorCode.VERIFICATION_FAILED,
                        "acknowledged " + figures.get("acknowledged") + ", read back " + figures.get("readBack"),
                        "equal numbers");
            }
            return 0;
        } finally {
            connections.forEach(ClusterConnection::close);
        }
    }

    private static String words(Map<String, Object> figures) {
        StringBuilder out = new StringBuilder();
        figures.forEach((key, value) -> out.append(String.format("%-22s %s%n", key, value)));
        return out + Json.of(figures);
    }
}
