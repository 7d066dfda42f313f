package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.node.Protocols;
import io.concordat.simulation.Simulation;
import io.concordat.simulation.SimulationPlan;
import io.concordat.simulation.SimulationReport;
import io.concordat.simulation.SimulationResult;
import io.concordat.simulation.Trace;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.faults.FaultSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Seeds through the simulator. */
@Command(name = "sim", description = "Simulate a cluster under seeded faults, checking every invariant at every event.")
public final class SimCommand implements Callable<Integer> {
    private static final int VIOLATED = 7;
    private static final int SEEDS_THAT_MUST_FIRE_ALL = 200;

    @Option(names = "--protocol", defaultValue = "raft", paramLabel = "NAME", description = "raft (default).")
    private String protocol = "raft";

    @Option(names = "--nodes", defaultValue = "3", paramLabel = "N", description = "Nodes (default 3).")
    private int nodes;

    @Option(names = "--seeds", paramLabel = "A..B", description = "Seeds to run, both included.")
    private @Nullable String seeds;

    @Option(names = "--seed", paramLabel = "S", description = "One seed.")
    private @Nullable Long seed;

    @Option(names = "--trace", description = "One line per event of that seed, with a legend.")
    private boolean trace;

    @Option(names = "--faults", defaultValue = "all", paramLabel = "all|LIST", description = "Faults (default all).")
    private String faults = "all";

    @Option(
            names = "--sim-time",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "Virtual time under faults, before healing (default 60s).")
    private Duration simTime = Duration.ofSeconds(60);

    @Option(
            names = "--set",
            paramLabel = "log.sync=false",
            description = "log.sync=false: acknowledge unsynced writes; must fail.")
    private @Nullable String set;

    @Option(names = "--stop-at-first", description = "Start no further seed once one has failed.")
    private boolean stopAtFirst;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        SeedRange range = SeedRange.of(seed, seeds);
        if (trace && range.count() != 1) {
            throw CommandFailed.usage("--trace follows one seed", "--seed S --trace");
        }
        SimulationPlan plan = plan();
        long began = System.nanoTime();
        SimulationReport report = new SimulationReport();
        if (trace) {
            report.add(Simulation.run(plan.withSeed(range.first()).withTrace(Trace.to(Output.out()))));
        } else {
            runAll(plan, range, report);
        }
        double wall = (System.nanoTime() - began) / 1e9;
        int exit = judge(plan, range, report);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("protocol", protocol);
        result.put("seeds", report.seeds());
        result.put("failures", report.failures().size());
        result.put("simulatedSeconds", report.simulatedSeconds());
        result.put("wallSeconds", wall);
        result.put("events", report.events());
        result.put("invariantChecks", report.invariantChecks());
        result.put("faultsFired", report.faults().fired());
        output.result(
                result,
                report.seeds() + " seeds, " + report.failures().size() + " failures, " + report.events() + " events, "
                        + report.invariantChecks() + " invariant checks, "
                        + Math.round(report.simulatedSeconds()) + " s simulated in " + Math.round(wall) + " s"
                        + "\nfaults fired: " + report.faults().fired());
        return exit;
    }

    private SimulationPlan plan() {
        try {
            SimulationPlan plan = SimulationPlan.of(Protocols.named(protocol), 1)
                    .withNodes(nodes)
                    .withSimNanos(simTime.toNanos())
                    .withFaults(FaultSelection.parse(faults));
            if (set == null) {
                return plan;
            }
            if (!set.equals("log.sync=false") && !set.equals("log.sync=true")) {
                throw CommandFailed.usage("the simulator cannot set " + set, "log.sync=true or log.sync=false");
            }
            return plan.withSync(set.endsWith("true"));
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()), "see `concordat sim --help`");
        }
    }

    /** Seeds share nothing, so each core takes the next one when it is free. */
    private void runAll(SimulationPlan plan, SeedRange range, SimulationReport report) throws InterruptedException {
        AtomicLong next = new AtomicLong(range.first());
        AtomicLong done = new AtomicLong();
        List<Thread> workers = new ArrayList<>();
        List<Throwable> broken = new ArrayList<>();
        int cores = (int) Math.min(Runtime.getRuntime().availableProcessors(), range.count());
        for (int i = 0; i < cores; i++) {
            Thread worker = new Thread(
                    () -> {
                        for (long s = next.getAndIncrement();
                                s <= range.last() && !(stopAtFirst && !report.passed());
                                s = next.getAndIncrement()) {
                            report.add(Simulation.run(plan.withSeed(s)));
                            progress(done.incrementAndGet(), range.count());
                        }
                    },
                    "sim-" + i);
            worker.setUncaughtExceptionHandler((thread, e) -> {
                synchronized (broken) {
                    broken.add(e);
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException("the simulator itself broke: " + broken.get(0), broken.get(0));
        }
    }

    private static void progress(long done, long of) {
        if (Output.terminal() && (done % 10 == 0 || done == of)) {
            System.err.print("\r" + done + "/" + of + (done == of ? "\n" : ""));
        }
    }

    private int judge(SimulationPlan plan, SeedRange range, SimulationReport report) {
        for (SimulationResult failure : report.failures()) {
            Output.say("seed " + failure.seed() + " broke: "
                    + failure.violations().get(0) + "\n  replay: "
                    + "concordat sim --protocol " + protocol + " --nodes " + nodes + " --faults " + plan.faults()
                    + " --sim-time " + simTime.toMillis() + "ms" + (set == null ? "" : " --set " + set)
                    + " --seed " + failure.seed() + " --trace");
        }
        int exit = report.failures().isEmpty() ? 0 : VIOLATED;
        if (range.count() >= SEEDS_THAT_MUST_FIRE_ALL) {
            for (FaultKind kind : plan.faults().kinds()) {
                if (!report.faults().fired().containsKey(kind.word())) {
                    Output.say("fault " + kind.word() + " never fired in " + range.count()
                            + " seeds: what was not tried was not shown");
                    exit = VIOLATED;
                }
            }
        }
        return exit;
    }

    /** Seeds to run, both included. */
    record SeedRange(long first, long last) {
        static SeedRange of(@Nullable Long seed, @Nullable String range) {
            if ((seed == null) == (range == null)) {
                throw CommandFailed.usage("which seeds?", "either --seed S or --seeds A..B");
            }
            if (seed != null) {
                return new SeedRange(seed, seed);
            }
            String[] ends = String.valueOf(range).split("\\.\\.", -1);
            try {
                SeedRange found = new SeedRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
                if (ends.length <= 2 && found.first <= found.last) {
                    return found;
                }
            } catch (NumberFormatException e) {
                throw CommandFailed.usage("'" + range + "' is no range of seeds", "A..B, such as 1..100");
            }
            throw CommandFailed.usage("'" + range + "' is no range of seeds", "A..B, such as 1..100");
        }

        long count() {
            return last - first + 1;
        }
    }
}
