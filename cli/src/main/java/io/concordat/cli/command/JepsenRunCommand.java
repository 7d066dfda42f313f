package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.error.ErrorCode;
import io.concordat.jepsen.nemesis.Nemeses;
import io.concordat.jepsen.nemesis.Selection;
import io.concordat.jepsen.report.RunDirectory;
import io.concordat.jepsen.run.RunPlan;
import io.concordat.jepsen.run.RunResult;
import io.concordat.jepsen.run.Trial;
import io.concordat.jepsen.workload.ClusterWorkloads;
import io.concordat.node.Json;
import io.concordat.node.PortAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Real processes, real faults, and a verdict. */
@Command(
        name = "run",
        description = "Run a cluster of processes under faults and decide whether it was linearizable.",
        footer = {
            "",
            "Examples:",
            "  concordat jepsen run --protocol raft --workload counter --nemesis kill,pause --time 60s",
            "  concordat jepsen run --protocol raft --workload lock --nemesis partition:leader,client-pause",
            "  concordat jepsen run --protocol pbft --workload counter --nemesis byzantine:double-vote",
            "",
            "The directory gets history.edn, results.edn, results.json, report.html and the nodes' logs. Ctrl-C heals",
            "the cluster and checks what there is. Exit status: 0 valid, 7 a violation was found, 9 undecided."
        })
public final class JepsenRunCommand implements Callable<Integer> {
    @Option(names = "--protocol", required = true, paramLabel = "NAME", description = "Who agrees, and how.")
    private String protocol = "";

    @Option(names = "--workload", required = true, paramLabel = "NAME", description = "counter, lock or register.")
    private String workload = "";

    @Option(
            names = "--nemesis",
            defaultValue = "kill,pause,partition",
            paramLabel = "LIST",
            description = "Faults, as `concordat jepsen nemeses` names them, each with :TARGET if wanted; all, none"
                    + " (default kill,pause,partition).")
    private String nemeses = "";

    @Option(
            names = "--time",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "Under faults (default 60s); starting, healing and checking come on top.")
    private Duration time = Duration.ofSeconds(60);

    @Option(names = "--nodes", paramLabel = "N", description = "How many (default 3 for raft, 4 for pbft).")
    private @Nullable Integer nodes;

    @Option(names = "--clients", defaultValue = "5", paramLabel = "N", description = "Clients, 1 to 32 (default 5).")
    private int clients;

    @Option(
            names = "--rate",
            defaultValue = "200",
            paramLabel = "R",
            description = "Operations per second that all clients together try (default 200).")
    private double rate;

    @Option(names = "--seed", paramLabel = "S", description = "Decides who is struck when; printed if not given.")
    private @Nullable Long seed;

    @Option(
            names = "--time-limit",
            defaultValue = "120s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "For the checker (default 120s).")
    private Duration limit = Duration.ofSeconds(120);

    @Option(names = "--base-port", paramLabel = "P", description = "First port of the nodes (default: free ones).")
    private @Nullable Integer port;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A key of `concordat config docs`; repeatable.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty (default jepsen/PROTOCOL-WORKLOAD-TIME here).")
    private @Nullable Path out;

    @Mixin
    private Output output = new Output();

    /** The exit status, once it is known; for the hook that ends a process told to stop. */
    private volatile int status = ErrorCode.INTERNAL.exit();

    private final CountDownLatch finished = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunPlan plan = plan();
        Trial trial = new Trial(plan, ClusterWorkloads.named(workload), new JepsenProgress(plan.time()));
        Thread leaving = new Thread(() -> leave(trial), "leave");
        Runtime.getRuntime().addShutdownHook(leaving);
        try {
            RunResult result = trial.run();
            RunDirectory.write(result);
            output.result(result.figures(), words(result));
            status = switch (result.validity()) {
                case VALID -> 0;
                case INVALID -> ErrorCode.VERIFICATION_FAILED.exit();
                case UNKNOWN -> JepsenCheckCommand.UNDECIDED;
            };
        } finally {
            finished.countDown();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(leaving);
        } catch (IllegalStateException e) {
            // Told to stop: the hook ends the process with our status.
            return status;
        }
        return status;
    }

    /** Ctrl-C or SIGTERM: what was recorded so far is checked before the process ends. */
    private void leave(Trial trial) {
        trial.stop();
        try {
            // Not for the thread itself: it waits in System.exit for this hook.
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }

    private RunPlan plan() throws IOException {
        try {
            ClusterWorkloads.named(workload);
            List<Selection> chosen = Nemeses.select(nemeses, protocol);
            int many = nodes != null ? nodes : protocol.equals("pbft") ? 4 : 3;
            long chosenSeed = seed != null ? seed : ThreadLocalRandom.current().nextLong(1, 1_000_000_000);
            return new RunPlan(
                    protocol,
                    many,
                    port != null ? port : PortAllocator.freeRun(10 * many),
                    clients,
                    rate,
                    time,
                    limit,
                    chosenSeed,
                    chosen,
                    settings,
                    System.getProperty("java.class.path"),
                    directory());
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()), "see `concordat jepsen run --help`");
        }
    }

    private Path directory() throws IOException {
        Path chosen = out != null
                ? out
                : Path.of(
                        "jepsen",
                        protocol + "-" + workload + "-"
                                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now()));
        if (Files.exists(chosen)) {
            if (!Files.isDirectory(chosen)) {
                throw CommandFailed.usage(chosen + " is not a directory", "a new or empty directory");
            }
            try (Stream<Path> entries = Files.list(chosen)) {
                if (entries.findAny().isPresent()) {
                    throw CommandFailed.usage(
                            chosen + " is not empty; nothing was touched", "a new or empty directory");
                }
            }
        }
        return chosen;
    }

    private static String words(RunResult result) {
        StringBuilder out = new StringBuilder();
        result.reasons().forEach(reason -> out.append(reason).append('\n'));
        result.counts()
                .forEach((word, count) -> out.append(String.format(
                        "%-16s struck %3d times, %5d operations failed, %5d were slow, %5d other signs%n",
                        word, count.fired(), count.failed(), count.slow(), count.signs())));
        return out.append(Json.of(result.figures())).toString();
    }
}
