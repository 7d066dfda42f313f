package io.concordat.jepsen.model;

import io.concordat.jepsen.edn.EdnReader;
import io.concordat.jepsen.edn.Keyword;
import io.concordat.jepsen.history.HistoryException;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Pairing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The models by name. */
public final class Models {
    public static final List<String> NAMES = List.of(
            "register",
            "cas-register",
            "multi-register",
            "kv",
            "counter",
            "bounded-counter",
            "mutex",
            "owner-mutex",
            "fenced-mutex",
            "rw-lock",
            "semaphore",
            "limiter",
            "fifo-queue",
            "stack",
            "set");

    private Models() {}

    /**
     * @param notation decides the value a register begins with: 0, but none in log lines
     * @param initial EDN: a register's or counter's value, a multi-register's map, a semaphore's number of permits, a
     *     set; {:value v :min a :max b} of a bounded counter, {:burst b :per-token-nanos n} of a limiter; null for the
     *     usual one
     * @throws HistoryException when there is no such model, or it cannot begin so
     */
    public static Model<?> named(String name, Notation notation, @Nullable String initial) {
        Object value = initial == null ? null : parsed(initial);
        Object register = value != null ? value : notation == Notation.LOG ? Pairing.ABSENT : (Object) 0L;
        return switch (name) {
            case "register" -> new Register(register, false);
            case "cas-register" -> new Register(register, true);
            case "multi-register" -> multi(value);
            case "kv" -> new KeyValue(value == null ? "" : String.valueOf(value));
            case "counter" -> Counter.from(value == null ? 0 : number(value));
            case "bounded-counter" -> bounded(value);
            case "mutex" ->
                new Mutex(Boolean.TRUE.equals(value) || Keyword.of("held").equals(value));
            case "owner-mutex" -> new OwnedMutex(false);
            case "fenced-mutex" -> new OwnedMutex(true);
            case "rw-lock" -> new SharedLock();
            case "semaphore" -> new Semaphore(value == null ? 1 : number(value));
            case "limiter" -> new Limiter(field(value, "burst", 1), field(value, "per-token-nanos", 0));
            case "fifo-queue" -> new Collection(true);
            case "stack" -> new Collection(false);
            case "set" -> new Elements(elements(value));
            default -> throw new HistoryException("there is no model '" + name + "'; there are " + NAMES);
        };
    }

    private static @Nullable Object parsed(String text) {
        try {
            return EdnReader.parse(text);
        } catch (io.concordat.jepsen.edn.EdnException e) {
            throw new HistoryException("'" + text + "' is no initial value: " + e.getMessage());
        }
    }

    private static Model<?> multi(@Nullable Object value) {
        Map<Object, Object> known = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(known::put);
        }
        return new MultiRegister(known, value == null || value instanceof Map<?, ?> ? 0L : value);
    }

    private static Counter bounded(@Nullable Object value) {
        if (value == null || value instanceof Long) {
            return new Counter(value == null ? 0 : number(value), 0, Long.MAX_VALUE);
        }
        return new Counter(field(value, "value", 0), field(value, "min", 0), field(value, "max", Long.MAX_VALUE));
    }

    private static Set<Object> elements(@Nullable Object value) {
        return value instanceof java.util.Collection<?> all ? new HashSet<>(all) : Set.of();
    }

    private static long field(@Nullable Object value, String name, long otherwise) {
        Object found = value instanceof Map<?, ?> map ? map.get(Keyword.of(name)) : null;
        return found == null ? otherwise : number(found);
    }

    private static long number(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new HistoryException("expected a number to begin with, not " + value);
    }
}
