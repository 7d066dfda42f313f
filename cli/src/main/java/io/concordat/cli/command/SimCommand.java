package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.config.Settings;
import io.concordat.error.ErrorCode;
import io.concordat.membership.Quorum;
import io.concordat.node.Json;
import io.concordat.node.Protocols;
import io.concordat.node.config.ConfigKeys;
import io.concordat.simulation.Liars;
import io.concordat.simulation.Signatures;
import io.concordat.simulation.Simulation;
import io.concordat.simulation.SimulationPlan;
import io.concordat.simulation.SimulationReport;
import io.concordat.simulation.SimulationResult;
import io.concordat.simulation.Trace;
import io.concordat.simulation.faults.FaultKind;
import io.concordat.simulation.faults.FaultSelection;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Seeds through the simulator. */
@Command(
        name = "sim",
        description = "Simulate a cluster under seeded faults, checking every invariant at every event.",
        footer = {
            "",
            "Examples:",
            "  concordat sim --seeds 1..200 --faults all",
            "  concordat sim --seeds 1..50 --faults powercut,powercut-all --set log.sync=false   must find something",
            "  concordat sim --protocol pbft --nodes 7 --seeds 1..50",
            "  concordat sim --protocol pbft --byzantine all --seeds 1..200",
            "  concordat sim --seed 17 --trace"
        })
public final class SimCommand implements Callable<Integer> {
    private static final int SEEDS_THAT_MUST_FIRE_ALL = 200;
    /** A role that a fault should have met this often by chance alone and never did was missed by the simulator. */
    private static final double MEETINGS_THAT_MUST_SHOW = 12;

    private static final int MOST_NAMED = 20;
    private static final String SYNC = "log.sync";

    @Option(names = "--protocol", defaultValue = "raft", paramLabel = "NAME", description = "raft (default) or pbft.")
    private String protocol = "raft";

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes (default 3 for raft, 4 for pbft).")
    private @Nullable Integer chosenNodes;

    private int nodes;

    @Option(names = "--seeds", paramLabel = "A..B", description = "Seeds to run, both included.")
    private @Nullable String seeds;

    @Option(names = "--seed", paramLabel = "S", description = "One seed.")
    private @Nullable Long seed;

    @Option(names = "--trace", description = "One line per event of that seed, with a legend.")
    private boolean trace;

    @Option(names = "--stop-at-first", description = "Start no further seed once one has failed.")
    private boolean stopAtFirst;

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
            paramLabel = "KEY=VALUE",
            description = "A key of `concordat config docs`, repeatable; log.sync=false must be seen to fail.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(
            names = "--byzantine",
            paramLabel = "all|LIST",
            description = {
                "Replicas that lie (pbft only): each draws one of these, by word or as B1..B21;",
                "A+B is one that does both.",
                "See docs/simulator.md."
            })
    private @Nullable String byzantine;

    @Option(
            names = "--liars",
            paramLabel = "N",
            description = "How many lie (default f, the most that PBFT withstands; one more must be seen to fail).")
    private @Nullable Integer liars;

    @Option(names = "--real-signatures", description = "Ed25519 instead of keyed hashes that cost nothing.")
    private boolean realSignatures;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        nodes = chosenNodes == null ? GroupSize.fewest(protocol) : chosenNodes;
        SeedRange range = SeedRange.of(seed, seeds);
        if (trace && range.count() != 1) {
            throw CommandFailed.usage("--trace follows one seed", "--seed S --trace");
        }
        SimulationPlan plan = plan();
        long began = System.nanoTime();
        SimulationReport report;
        if (trace) {
            report = new SimulationReport();
            Trace lines = output.json() ? objects() : Trace.to(Output.out());
            report.add(Simulation.run(plan.withSeed(range.first()).withTrace(lines)));
        } else {
            report = new SeedRunner(plan, range, stopAtFirst).run();
        }
        double wall = (System.nanoTime() - began) / 1e9;
        boolean held = judge(plan, range, report);
        Map<String, Object> result = figures(plan, report, wall);
        output.result(
                result,
                report.seeds() + " seeds, " + report.failures().size() + " failures, " + report.events() + " events, "
                        + report.invariantChecks() + " invariant checks, "
                        + Math.round(report.simulatedSeconds()) + " s simulated in " + Math.round(wall) + " s"
                        + "\n" + Json.of(result));
        return held ? 0 : ErrorCode.VERIFICATION_FAILED.exit();
    }

    private Map<String, Object> figures(SimulationPlan plan, SimulationReport report, double wall) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("protocol", protocol);
        result.put("seeds", report.seeds());
        result.put("failures", report.failures().size());
        result.put("simulatedSeconds", report.simulatedSeconds());
        result.put("wallSeconds", wall);
        result.put("events", report.events());
        result.put("invariantChecks", report.invariantChecks());
        // What was listed and never struck is said too: a zero is what a reader looks for.
        Map<String, Long> fired = new TreeMap<>();
        plan.faults().kinds().forEach(kind -> fired.put(kind.word(), 0L));
        fired.putAll(report.faults().fired());
        result.put("faultsFired", fired);
        result.put("faultsFiredByRole", report.faults().byRole());
        if (byzantine != null) {
            result.put("byzantine", lies(report));
        }
        return result;
    }

    private static Trace objects() {
        return new Trace() {
            @Override
            public boolean on() {
                return true;
            }

            @Override
            public void line(long nanos, int process, String what, String detail) {
                Map<String, Object> event = new LinkedHashMap<>();
                event.put("nanos", nanos);
                event.put("who", process);
                event.put("what", what);
                event.put("detail", detail);
                Output.out().println(Json.of(event));
            }
        };
    }

    private SimulationPlan plan() {
        try {
            settings.forEach((key, value) -> ConfigKeys.named(key).check(value));
            Map<String, String> others = new TreeMap<>(settings);
            boolean sync = Boolean.parseBoolean(others.getOrDefault(SYNC, "true"));
            others.remove(SYNC);
            return SimulationPlan.of(Protocols.named(protocol), 1)
                    .withNodes(nodes)
                    .withSimNanos(simTime.toNanos())
                    .withFaults(FaultSelection.parse(faults))
                    .withSettings(Settings.of(others))
                    .withSync(sync)
                    .withLiars(liars())
                    .withSignatures(realSignatures ? Signatures.ED25519 : Signatures.HASHES);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()), "see `concordat sim --help`");
        }
    }

    private Liars liars() {
        String lies = byzantine;
        if (lies == null) {
            return Liars.NONE;
        }
        if (!protocol.equals("pbft")) {
            throw new IllegalArgumentException("--byzantine is about pbft: " + protocol + " trusts its members");
        }
        Integer chosen = liars;
        return new Liars(chosen == null ? Quorum.byzantineFaults(nodes) : chosen, ByzantineLie.parse(lies));
    }

    private static Map<String, Object> lies(SimulationReport report) {
        Map<String, Object> all = new LinkedHashMap<>();
        report.lies().byLie().forEach((lie, f) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("told", f.told());
            one.put("refused", f.refused());
            one.put("accused", f.accused());
            one.put("deposed", f.deposed());
            one.put("executed", f.executed());
            all.put(lie, one);
        });
        return all;
    }

    /** Names what broke, in the order of the seeds; whether nothing did. */
    private boolean judge(SimulationPlan plan, SeedRange range, SimulationReport report) {
        List<SimulationResult> failures = report.failures().stream()
                .sorted(Comparator.comparingLong(SimulationResult::seed))
                .toList();
        failures.stream().limit(MOST_NAMED).forEach(failure -> {
            var broken = failure.violations().get(0);
            complain(
                    "seed " + failure.seed() + " broke " + broken,
                    broken.invariant() + " holds in every run",
                    replay(failure.seed()));
        });
        if (failures.size() > MOST_NAMED) {
            Output.say("and " + (failures.size() - MOST_NAMED) + " seeds more");
        }
        boolean held = failures.isEmpty();
        if (range.count() >= SEEDS_THAT_MUST_FIRE_ALL && report.seeds() == range.count()) {
            for (FaultKind kind : plan.faults().kinds()) {
                if (!report.faults().fired().containsKey(kind.word())) {
                    complain(
                            "fault " + kind.word() + " never fired in " + range.count()
                                    + " seeds: what was not tried was not shown",
                            "every listed fault",
                            "Simulate longer, or leave it out of --faults.");
                    held = false;
                }
            }
            for (String missing : report.faults().missing(MEETINGS_THAT_MUST_SHOW)) {
                complain(missing, "every fault in every role", "The nemesis avoids it: see Scene.victim.");
                held = false;
            }
        }
        return held;
    }

    private void complain(String message, String expected, String next) {
        ErrorCode code = ErrorCode.VERIFICATION_FAILED;
        Output.say(new CommandFailed(code.name(), message, expected, next, code.exit()).line(output.json()));
    }

    private String replay(long failed) {
        StringBuilder command = new StringBuilder("concordat sim --protocol " + protocol + " --seed " + failed
                + " --nodes " + nodes + " --faults " + faults + " --sim-time " + simTime.toMillis() + "ms");
        if (byzantine != null) {
            command.append(" --byzantine ").append(byzantine);
        }
        if (realSignatures) {
            command.append(" --real-signatures");
        }
        if (liars != null) {
            command.append(" --liars ").append(liars);
        }
        settings.forEach((key, value) ->
                command.append(" --set ").append(key).append('=').append(value));
        return command.append(" --trace").toString();
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
