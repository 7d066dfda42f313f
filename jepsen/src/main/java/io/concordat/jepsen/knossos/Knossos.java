package io.concordat.jepsen.knossos;

import io.concordat.jepsen.check.Judgement.Validity;
import io.concordat.jepsen.check.Problem;
import io.concordat.jepsen.edn.Edn;
import io.concordat.jepsen.history.EventWriter;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.model.Collection;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.model.MultiRegister;
import io.concordat.jepsen.model.Mutex;
import io.concordat.jepsen.model.Register;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Judges with Knossos: its linear and WGL searches in competition, aborted at the limit (Knossos' own limit would leave
 * them running). Not thread-safe.
 */
public final class Knossos implements AutoCloseable {
    /** What a user without it is told. */
    public static final String WANTED =
            "a class path with clojure, spec.alpha, core.specs.alpha, math.combinatorics, tools.cli, tools.logging"
                    + " (Maven Central), knossos, potemkin, riddley, slingshot, interval-metrics, analemma, multiset,"
                    + " high-scale-lib (Clojars, or their sources), in --knossos-classpath or CONCORDAT_KNOSSOS";

    private static final long ABORT_MILLIS = 2_000;

    private final Clojure clojure;

    /** @throws KnossosMissing when it cannot be loaded from there */
    public Knossos(String classPath) {
        clojure = new Clojure(classPath);
        for (String namespace : List.of("knossos.model", "knossos.linear", "knossos.wgl", "knossos.search")) {
            clojure.require(namespace);
        }
    }

    /**
     * Blocks until a verdict or the limit. Objects are judged one by one, for to Knossos all of a history is one
     * register, whatever keys its operations name; what the limit leaves no time for is undecided.
     */
    public <S> Validity judge(Model<S> model, History history, long limitMillis) {
        Object start = model(model);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        boolean undecided = false;
        for (Problem<S> object : Problem.split(model, history)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return Validity.UNKNOWN;
            }
            Validity found = judge(start, events(model, History.of(object.operations())), left);
            if (found == Validity.INVALID) {
                return found;
            }
            undecided |= found == Validity.UNKNOWN;
        }
        return undecided ? Validity.UNKNOWN : Validity.VALID;
    }

    private Validity judge(Object start, Object events, long limitMillis) {
        Object linear = Clojure.some(clojure.call("knossos.linear", "start-analysis", start, events));
        Object tree = Clojure.some(clojure.call("knossos.wgl", "start-analysis", start, events));
        Object searches = clojure.call(
                "clojure.core", "hash-map", clojure.keyword("linear"), linear, clojure.keyword("wgl"), tree);
        Object race = Clojure.some(clojure.call("knossos.search", "competition", searches));
        Object none = clojure.keyword("unknown");
        try {
            Object result = clojure.call("knossos.search", "results", race, limitMillis, none);
            Object valid = result instanceof Map<?, ?> map ? map.get(clojure.keyword("valid?")) : none;
            return Boolean.TRUE.equals(valid)
                    ? Validity.VALID
                    : Boolean.FALSE.equals(valid) ? Validity.INVALID : Validity.UNKNOWN;
        } finally {
            clojure.call("knossos.search", "abort!", race, clojure.keyword("limit"));
            // The loser needs a moment to notice; Clojure must not go away under it.
            for (Object search : List.of(linear, tree)) {
                clojure.call("knossos.search", "results", search, ABORT_MILLIS, none);
            }
        }
    }

    /** A vector of maps, as Knossos expects it. */
    Object events(Model<?> model, History history) {
        StringBuilder text = new StringBuilder("[");
        try {
            EventWriter.write(renamed(model, history), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Clojure.some(clojure.read(text.append(']').toString()));
    }

    /** Queues as Knossos spells them: it looks at what an enqueue answers, and has no answer for an empty queue. */
    private static History renamed(Model<?> model, History history) {
        if (!(model instanceof Collection)) {
            return history;
        }
        List<Operation> operations =
                history.operations().stream().map(Knossos::renamed).toList();
        return new History(operations, history.invocations(), history.failed(), history.notation());
    }

    private static Operation renamed(Operation o) {
        boolean puts = List.of("add", "enq", "enqueue").contains(o.f());
        if (Collection.EMPTY.equals(o.result())) {
            throw new Inexpressible("Knossos has no dequeue that finds the queue empty, as " + o.describe() + " does");
        }
        return new Operation(
                o.id(),
                o.process(),
                puts ? "enqueue" : "dequeue",
                o.key(),
                o.argument(),
                puts ? o.argument() : o.result(),
                o.completed(),
                o.interval());
    }

    /** The same model, beginning in the same state, as Knossos has it. */
    Object model(Model<?> model) {
        Object made = null;
        if (model instanceof Register register) {
            made = made(register.cas() ? "cas-register" : "register", register.initial());
        } else if (model instanceof Mutex mutex && !mutex.initial()) {
            made = clojure.call("knossos.model", "mutex");
        } else if (model instanceof Collection collection && collection.firstOut()) {
            made = clojure.call("knossos.model", "fifo-queue");
        } else if (model instanceof MultiRegister registers) {
            Map<Object, Object> values = new TreeMap<>(java.util.Comparator.comparing(Object::toString));
            values.put(io.concordat.jepsen.edn.Keyword.of("x"), registers.otherwise());
            values.put(io.concordat.jepsen.edn.Keyword.of("y"), registers.otherwise());
            values.putAll(registers.initial());
            made = made("multi-register", values);
        }
        if (made == null) {
            throw new Inexpressible(
                    "Knossos has no model for this; it has register, cas-register, multi-register, mutex,"
                            + " fifo-queue");
        }
        return made;
    }

    private @Nullable Object made(String name, Object initial) {
        return clojure.call("knossos.model", name, clojure.read(Edn.write(initial)));
    }

    @Override
    public void close() {
        clojure.close();
    }
}
