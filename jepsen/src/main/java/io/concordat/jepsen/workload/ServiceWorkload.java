package io.concordat.jepsen.workload;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.jepsen.model.Model;
import io.concordat.node.ClusterConnection;
import io.concordat.services.ServiceLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The workload of any service: its commands and queries as bytes, drawn evenly. Built once, then run.
 *
 * <pre>{@code
 * ServiceWorkload.of("maximum", new MaximumModel())
 *         .command("offer", random -> random.nextLong(100), Maximum::offer, reply -> null)
 *         .query("read", Maximum.READ, Maximum::value)
 * }</pre>
 */
public final class ServiceWorkload implements ClusterWorkload {
    private final String service;
    private final Model<?> model;
    private final List<Operation> commands = new ArrayList<>();
    private final List<Operation> queries = new ArrayList<>();

    private record Operation(
            String f,
            boolean query,
            Function<Random, ? extends @Nullable Object> argument,
            Function<Object, Bytes> bytes,
            Function<Bytes, ? extends @Nullable Object> result) {}

    private ServiceWorkload(String service, Model<?> model) {
        this.service = service;
        this.model = model;
    }

    /**
     * @param service the name of its provider
     * @param model what it must look like from outside
     */
    public static ServiceWorkload of(String service, Model<?> model) {
        return new ServiceWorkload(service, model);
    }

    /**
     * A command. Values are numbers, text and lists of them, as histories hold them.
     *
     * @param f its name in history and model
     * @param argument draws one
     * @param bytes the command for an argument
     * @param result what the reply says, the argument itself being told apart by the model; null: nothing
     */
    @SuppressWarnings("unchecked") // What argument() made is what bytes() takes.
    public <A> ServiceWorkload command(
            String f,
            Function<Random, A> argument,
            Function<A, Bytes> bytes,
            Function<Bytes, ? extends @Nullable Object> result) {
        commands.add(new Operation(f, false, argument, value -> bytes.apply((A) value), result));
        return this;
    }

    /** A query without argument; asked once more at the end. */
    public ServiceWorkload query(String f, Bytes bytes, Function<Bytes, ? extends @Nullable Object> result) {
        queries.add(new Operation(f, true, random -> null, nothing -> bytes, result));
        return this;
    }

    @Override
    public String name() {
        return service;
    }

    @Override
    public List<String> services() {
        return List.of(service);
    }

    @Override
    public Model<?> model() {
        return model;
    }

    @Override
    public WorkloadClient open(ClusterConnection connection) throws InterruptedException {
        return new Calling(Waiting.session(connection).service(service));
    }

    private final class Calling extends CallingClient {
        private final ServiceLink link;

        Calling(ServiceLink link) {
            this.link = link;
        }

        @Override
        Call next(Random random) {
            int drawn = random.nextInt(commands.size() + queries.size());
            Operation one = drawn < commands.size() ? commands.get(drawn) : queries.get(drawn - commands.size());
            return new Call(one.f(), null, one.argument().apply(random), one.query());
        }

        @Override
        List<Call> reads() {
            return queries.stream().map(q -> new Call(q.f(), null, null, true)).toList();
        }

        @Override
        Answer perform(Call call) throws InterruptedException {
            List<Operation> kinds = call.harmless() ? queries : commands;
            Operation kind = kinds.stream()
                    .filter(o -> o.f().equals(call.f()))
                    .findFirst()
                    .orElseThrow();
            Bytes bytes = kind.bytes().apply(call.value());
            CompletableFuture<Outcome> asked = call.harmless() ? link.query(bytes) : link.submit(bytes);
            Outcome outcome = Waiting.on(asked);
            if (outcome instanceof Outcome.Reply reply) {
                return new Answer.Ok(kind.result().apply(reply.bytes()));
            }
            return outcome instanceof Outcome.Refused refused
                    ? new Answer.Refused(refused.code())
                    : new Answer.Unknown(((Outcome.Unknown) outcome).message());
        }
    }
}
