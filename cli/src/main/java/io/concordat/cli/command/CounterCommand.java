package io.concordat.cli.command;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.cli.proof.ReceiptOption;
import io.concordat.client.ClientSession;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.services.ServiceLink;
import io.concordat.services.counter.CounterClient;
import io.concordat.services.counter.CounterResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counters of the cluster. */
@Command(
        name = "counter",
        description = "Replicated 64-bit counters.",
        footer = {
            "",
            "Examples:",
            "  concordat counter add hits",
            "  concordat counter add hits -5",
            "  concordat counter cas hits 42 43 -o json",
            "  concordat counter add hits --receipt hits.json && concordat verify hits.json --keys my/cluster.toml"
        })
public final class CounterCommand {
    private static final Duration SESSION = Duration.ofSeconds(30);
    private static final Duration GOODBYE = Duration.ofMillis(500);

    @Command(name = "get", description = "Read a counter; 0 if nobody ever wrote it.")
    int get(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--from",
                            paramLabel = "NODE",
                            description = "Let this node answer, leader or not; as linearizable as the leader itself.")
                    @Nullable
                    Integer from,
            @Mixin Target target,
            @Mixin Output output) {
        try (ClusterConnection connection = target.connect()) {
            int node = from == null ? 0 : connection.cluster().node(from).node();
            CounterClient counters = CounterClient.mounted(ServiceLink.of(
                    command -> CompletableFuture.completedFuture(new Outcome.Refused("USAGE", "read only")),
                    query -> connection.client().query(query, node, target.timeout())));
            CounterResult result = Asking.await(counters.get(name), target.timeout());
            if (result instanceof CounterResult.Unknown unknown) {
                // A read changes nothing: without an answer it certainly had no effect.
                throw new CommandFailed(ErrorCode.NO_QUORUM, unknown.message(), "");
            }
            return show(name, result, output);
        }
    }

    @Command(name = "add", description = "Add N (default 1; may be negative), and print the new value.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "N", arity = "0..1", defaultValue = "1") long delta,
            @Mixin ReceiptOption receipt,
            @Mixin Target target,
            @Mixin Output output) {
        return write(name, receipt, target, output, counters -> counters.add(name, delta));
    }

    @Command(name = "set", description = "Set it, and print the new value.")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "N") long value,
            @Mixin ReceiptOption receipt,
            @Mixin Target target,
            @Mixin Output output) {
        return write(name, receipt, target, output, counters -> counters.set(name, value));
    }

    @Command(name = "cas", description = "Set it to NEW if it is OLD; else print what it is, and exit 5.")
    int cas(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "OLD") long expected,
            @Parameters(paramLabel = "NEW") long value,
            @Mixin ReceiptOption receipt,
            @Mixin Target target,
            @Mixin Output output) {
        return write(name, receipt, target, output, counters -> counters.compareAndSet(name, expected, value));
    }

    private static int write(
            String name,
            ReceiptOption receipt,
            Target target,
            Output output,
            Function<CounterClient, CompletableFuture<CounterResult>> command) {
        long deadline = System.nanoTime() + target.timeout().toNanos();
        try (ClusterConnection connection = target.connect()) {
            receipt.mustBePossible(connection);
            ClientSession session;
            try {
                session = Asking.await(connection.client().openSession(SESSION, target.timeout()), target.timeout());
            } catch (CommandFailed e) {
                // Whether or not the session was opened, the command was never sent.
                throw e.exit() == 4 ? new CommandFailed(ErrorCode.NO_QUORUM, e.getMessage() + "", "") : e;
            }
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            CounterClient counters = CounterClient.mounted(ServiceLink.of(
                    (Function<Bytes, CompletableFuture<Outcome>>) c -> session.submit(c, left),
                    query -> connection.client().query(query, left)));
            CounterResult result = Asking.await(command.apply(counters), left);
            int exit;
            try {
                exit = show(name, result, output);
            } finally {
                if (executed(result)) {
                    receipt.save(connection, target, session.id());
                }
            }
            // Without a goodbye the session would stand until it expires, and many commands would fill the group.
            Asking.await(session.close(GOODBYE), GOODBYE);
            return exit;
        }
    }

    /** Whether the group has judged it; a refusal by the counter is a result like any other. */
    private static boolean executed(CounterResult result) {
        return result instanceof CounterResult.Value
                || (result instanceof CounterResult.Refused refused
                        && CommandFailed.of(refused.code(), "").exit() == ErrorCode.CAS_MISMATCH.exit());
    }

    private static int show(String name, CounterResult result, Output output) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        if (result instanceof CounterResult.Value value) {
            object.put("value", value.value());
            output.result(object, name + " = " + value.value());
            return 0;
        }
        if (result instanceof CounterResult.Unknown unknown) {
            throw new CommandFailed(ErrorCode.TIMEOUT, unknown.message(), "");
        }
        CounterResult.Refused refused = (CounterResult.Refused) result;
        CommandFailed failure = CommandFailed.of(refused.code(), refused.message());
        Long found = refused.found();
        if (found == null || failure.exit() != ErrorCode.CAS_MISMATCH.exit()) {
            throw failure;
        }
        object.put("value", found);
        object.put("error", refused.code());
        output.result(object, name + " = " + found + " (" + refused.code() + ")");
        Output.say(failure.line(output.json()));
        return failure.exit();
    }
}
