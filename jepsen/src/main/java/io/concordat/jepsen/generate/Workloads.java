package io.concordat.jepsen.generate;

import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.generate.Workload.Call;
import io.concordat.jepsen.history.HistoryException;
import io.concordat.jepsen.model.Collection;
import io.concordat.jepsen.model.Counter;
import io.concordat.jepsen.model.Elements;
import io.concordat.jepsen.model.KeyValue;
import io.concordat.jepsen.model.Limiter;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.model.MultiRegister;
import io.concordat.jepsen.model.Mutex;
import io.concordat.jepsen.model.OwnedMutex;
import io.concordat.jepsen.model.Register;
import io.concordat.jepsen.model.Semaphore;
import io.concordat.jepsen.model.Sequence;
import io.concordat.jepsen.model.SharedLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A workload for each model. */
public final class Workloads {
    private static final int VALUES = 4;

    private Workloads() {}

    private record Simple<S>(
            Model<S> model, BiFunction<Random, Long, Call> calls, BiFunction<S, Call, @Nullable Object> answers)
            implements Workload<S> {
        @Override
        public Call call(Random random, long client) {
            return calls.apply(random, client);
        }

        @Override
        public @Nullable Object answer(S state, Call call) {
            return answers.apply(state, call);
        }
    }

    /** Increments of 1 only, each answered with the new value. */
    public static Workload<Long> unitCounter() {
        return counter(Counter.from(0), 1, "read", "add-and-get");
    }

    /** Every write writes another value, nearly always. */
    public static Workload<Object> uniqueRegister() {
        return new Simple<>(
                new Register(0L, false),
                (r, c) -> {
                    String f = pick(r, "read", "write");
                    return Call.of(f, f.equals("read") ? null : (Object) (1L + r.nextInt(1_000_000)));
                },
                (s, call) -> call.f().equals("read") ? s : call.argument());
    }

    /** Increments of 1 only, and reads. */
    public static Workload<Long> blindCounter() {
        return counter(Counter.from(0), 1, "read", "add");
    }

    public static Workload<?> named(String model) {
        return switch (model) {
            case "register" -> register(false);
            case "cas-register" -> register(true);
            case "multi-register" -> multiRegister();
            case "kv" ->
                new Simple<>(
                        new KeyValue(""),
                        (r, c) ->
                                new Call(pick(r, "get", "put", "append"), "v" + r.nextInt(VALUES), "k" + r.nextInt(2)),
                        (s, call) -> call.f().equals("get") ? s : call.argument());
            case "counter" -> counter(Counter.from(0), 5, "read", "add", "add-and-get");
            case "bounded-counter" -> counter(new Counter(0, 0, VALUES), 2, "read", "add", "add-and-get");
            case "mutex" ->
                new Simple<>(
                        new Mutex(false), (r, c) -> Call.of(pick(r, "acquire", "release"), null), (s, call) -> null);
            case "owner-mutex" -> ownedMutex(false);
            case "fenced-mutex" -> ownedMutex(true);
            case "rw-lock" ->
                new Simple<>(
                        new SharedLock(),
                        (r, c) -> Call.of(pick(r, "acquire", "acquire-shared", "release"), "c" + c),
                        (s, call) -> call.argument());
            case "semaphore" ->
                new Simple<>(
                        new Semaphore(3),
                        (r, c) -> Call.of(pick(r, "acquire", "release"), 1L + r.nextInt(2)),
                        (s, call) -> null);
            case "limiter" -> limiter();
            case "fifo-queue" -> collection(true);
            case "stack" -> collection(false);
            case "set" -> elements();
            default -> throw new HistoryException("there is no workload for '" + model + "'");
        };
    }

    private static Workload<Object> register(boolean cas) {
        return new Simple<>(
                new Register(0L, cas),
                (r, c) -> {
                    String f = cas ? pick(r, "read", "write", "cas") : pick(r, "read", "write");
                    Object pair = List.of(number(r), number(r));
                    return Call.of(f, f.equals("read") ? null : f.equals("cas") ? pair : number(r));
                },
                (s, call) -> call.f().equals("read") ? s : call.argument());
    }

    private static Workload<Map<Object, Object>> multiRegister() {
        Keyword read = Keyword.of("read");
        return new Simple<>(
                new MultiRegister(Map.of(), 0L),
                (r, c) -> {
                    List<Object> parts = new ArrayList<>();
                    for (int i = 0; i <= r.nextInt(2); i++) {
                        Object key = Keyword.of(pick(r, "x", "y"));
                        List<@Nullable Object> part = new ArrayList<>(List.of(read, key));
                        part.add(null);
                        parts.add(r.nextBoolean() ? part : List.of(Keyword.of("write"), key, number(r)));
                    }
                    return Call.of("txn", parts);
                },
                (s, call) -> {
                    Map<Object, Object> now = new java.util.HashMap<>(s);
                    List<Object> answered = new ArrayList<>();
                    for (Object part : (List<?>) java.util.Objects.requireNonNull(call.argument())) {
                        List<?> p = (List<?>) part;
                        if (p.get(0).equals(read)) {
                            answered.add(List.of(read, p.get(1), now.getOrDefault(p.get(1), 0L)));
                        } else {
                            now.put(p.get(1), p.get(2));
                            answered.add(p);
                        }
                    }
                    return answered;
                });
    }

    private static Workload<Long> counter(Counter model, int most, String... fs) {
        return new Simple<>(
                model,
                (r, c) -> {
                    String f = pick(r, fs);
                    return Call.of(f, f.equals("read") ? null : (Object) (1L + r.nextInt(most)));
                },
                (s, call) -> {
                    if (call.f().equals("read")) {
                        return s;
                    }
                    long d = (Long) java.util.Objects.requireNonNull(call.argument());
                    if (model.bounded() && s + d > model.most()) {
                        return Keyword.of("refused");
                    }
                    return call.f().equals("add") ? (Object) d : List.of(d, s + d);
                });
    }

    private static Workload<OwnedMutex.Hold> ownedMutex(boolean fenced) {
        return new Simple<>(
                new OwnedMutex(fenced),
                (r, c) -> Call.of(pick(r, "acquire", "release"), "c" + c),
                (s, call) -> fenced && call.f().equals("acquire")
                        ? List.of(java.util.Objects.requireNonNull(call.argument()), s.token() + 1)
                        : call.argument());
    }

    private static Workload<Limiter.Bucket> limiter() {
        return new Simple<>(
                new Limiter(3, 0), (r, c) -> Call.of(pick(r, "take", "peek"), 1L + r.nextInt(2)), (s, call) -> {
                    long n = (Long) java.util.Objects.requireNonNull(call.argument());
                    boolean allowed = s.tokens() >= n;
                    boolean takes = call.f().equals("take") && allowed;
                    Map<Object, Object> answer = new java.util.LinkedHashMap<>();
                    if (call.f().equals("take")) {
                        answer.put(Keyword.of("allowed"), allowed);
                    }
                    answer.put(Keyword.of("remaining"), s.tokens() - (takes ? n : 0));
                    return answer;
                });
    }

    private static Workload<Sequence> collection(boolean firstOut) {
        return new Simple<>(
                new Collection(firstOut),
                (r, c) -> {
                    String f = pick(r, "add", "remove");
                    return Call.of(f, f.equals("add") ? number(r) : null);
                },
                (s, call) -> call.f().equals("add")
                        ? call.argument()
                        : s.size() == 0 ? Keyword.of("empty") : firstOut ? s.first() : s.last());
    }

    private static Workload<Set<Object>> elements() {
        return new Simple<>(
                new Elements(Set.of()),
                (r, c) -> {
                    String f = pick(r, "add", "remove", "contains", "read");
                    return Call.of(f, f.equals("read") ? null : number(r));
                },
                (s, call) -> switch (call.f()) {
                    case "contains" ->
                        List.of(
                                java.util.Objects.requireNonNull(call.argument()),
                                s.contains(java.util.Objects.requireNonNull(call.argument())));
                    case "read" -> new java.util.TreeSet<>(s);
                    default -> call.argument();
                });
    }

    private static Object number(Random r) {
        return (long) r.nextInt(VALUES);
    }

    private static String pick(Random r, String... words) {
        return words[r.nextInt(words.length)];
    }
}
