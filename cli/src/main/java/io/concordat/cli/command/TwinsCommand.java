package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.error.ErrorCode;
import io.concordat.node.Protocols;
import io.concordat.simulation.twins.Scenario;
import io.concordat.simulation.twins.Scope;
import io.concordat.simulation.twins.Twins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies under one identity, in networks that split round by round. */
@Command(
        name = "twins",
        description = "Try PBFT with members that sit twice, in every way a network can split, or by chance.",
        footer = {
            "",
            "Examples:",
            "  concordat twins                                  four members, one twin, four rounds, completely",
            "  concordat twins --rounds 12 --seeds 1..100000    longer ones by chance",
            "  concordat twins --twins 2 --seeds 1..1000        must find something: two of four are too many"
        })
public final class TwinsCommand implements Callable<Integer> {
    private static final int MOST_NAMED = 10;

    @Option(names = "--nodes", defaultValue = "4", paramLabel = "N", description = "Members (default 4).")
    private int nodes = 4;

    @Option(
            names = "--twins",
            defaultValue = "1",
            paramLabel = "N",
            description = "Members that sit twice (default 1).")
    private int twins = 1;

    @Option(names = "--rounds", defaultValue = "4", paramLabel = "N", description = "Splits in a row (default 4).")
    private int rounds = 4;

    @Option(names = "--seeds", paramLabel = "A..B", description = "By chance instead of completely.")
    private @Nullable String seeds;

    @Option(names = "--scenario", paramLabel = "I", description = "One scenario by its number, as a failure names it.")
    private @Nullable Long scenario;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Scope scope = scope();
        Twins played = new Twins(Protocols.named("pbft"));
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicLong failed = new AtomicLong();
        LongFunction<@Nullable Scenario> scenarios = seeds == null
                ? number -> {
                    Scenario one = scope.at(number);
                    return scope.first(one) ? one : null;
                }
                : scope::random;
        SimCommand.SeedRange range = range(scope);
        long began = System.nanoTime();
        int cores = run(range, number -> {
            Scenario one = scenarios.apply(number);
            String violation = one == null ? null : played.play(one);
            if (violation != null && failed.incrementAndGet() <= MOST_NAMED) {
                failures.add((seeds == null ? "scenario " : "seed ") + number + " (" + one + "): " + violation);
            }
        });
        double wall = (System.nanoTime() - began) / 1e9;
        failures.forEach(failure -> {
            ErrorCode code = ErrorCode.VERIFICATION_FAILED;
            Output.say(new CommandFailed(code.name(), failure, "agreement, and progress in calm", "", code.exit())
                    .line(output.json()));
        });
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("nodes", nodes);
        result.put("twins", twins);
        result.put("rounds", rounds);
        result.put("complete", seeds == null && scenario == null);
        result.put("scenarios", played.scenarios());
        result.put("failures", failed.get());
        result.put("accusations", played.accusations());
        result.put("wallSeconds", wall);
        result.put("cores", cores);
        result.put("scenariosPerSecondAndCore", played.scenarios() / wall / cores);
        output.result(
                result,
                played.scenarios() + " scenarios, " + failed.get() + " failures, " + played.accusations()
                        + " contradictions kept, " + Math.round(played.scenarios() / wall) + " scenarios per second");
        return failed.get() == 0 ? 0 : ErrorCode.VERIFICATION_FAILED.exit();
    }

    private Scope scope() {
        try {
            return new Scope(nodes, twins, rounds);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()), "see `concordat twins --help`");
        }
    }

    private SimCommand.SeedRange range(Scope scope) {
        Long one = scenario;
        if (one != null) {
            return new SimCommand.SeedRange(one, one);
        }
        return seeds == null ? new SimCommand.SeedRange(0, scope.size() - 1) : SimCommand.SeedRange.of(null, seeds);
    }

    private interface Play {
        void play(long number);
    }

    /** On all cores; returns how many. */
    private static int run(SimCommand.SeedRange range, Play play) throws InterruptedException {
        int cores = (int) Math.min(Runtime.getRuntime().availableProcessors(), range.count());
        AtomicLong next = new AtomicLong(range.first());
        ConcurrentLinkedQueue<Throwable> broken = new ConcurrentLinkedQueue<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            Thread worker = new Thread(
                    () -> {
                        for (long n = next.getAndIncrement(); n <= range.last() && broken.isEmpty(); ) {
                            play.play(n);
                            n = next.getAndIncrement();
                        }
                    },
                    "twins-" + i);
            worker.setUncaughtExceptionHandler((thread, e) -> broken.add(e));
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException("the harness itself broke: " + broken.peek(), broken.peek());
        }
        return cores;
    }
}
