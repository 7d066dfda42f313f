package io.concordat.jepsen.run;

import io.concordat.jepsen.history.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Which operations faults hurt: those under way during a fault or shortly after it that failed, got no answer, or took
 * longer than nearly all in calm times. What hurt nothing has tested nothing.
 */
public final class Hurt {
    /** A fault is felt a little longer than it lasts: leaders are elected, connections made again. */
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final double CALM = 0.99;
    private static final long LEAST_SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Hurt() {}

    /**
     * One nemesis' doings.
     *
     * @param fired how often it struck
     * @param failed operations that failed or were never answered
     * @param slow operations that were answered, but late
     * @param signs what has shown elsewhere of those strikes during which operations were under way
     */
    public record Count(int fired, int failed, int slow, int signs) {
        public int hurt() {
            return failed + slow;
        }

        /** Whether it has done anything that somebody noticed. */
        public boolean tested() {
            return hurt() + signs > 0;
        }
    }

    /** One operation, from the history. */
    public record Taken(long process, String f, long from, long to, Event.Type end) {
        public long nanos() {
            return to - from;
        }
    }

    /** Operations that came to an end, in the order of their ends; those without one last until {@code until}. */
    public static List<Taken> taken(List<Event> history, long until) {
        List<Taken> taken = new ArrayList<>();
        Map<Long, Event> open = new HashMap<>();
        for (Event event : history) {
            if (event.type() == Event.Type.INVOKE) {
                open.put(event.process(), event);
                continue;
            }
            Event asked = open.remove(event.process());
            if (asked != null) {
                taken.add(new Taken(event.process(), event.f(), asked.nanos(), event.nanos(), event.type()));
            }
        }
        open.values()
                .forEach(asked ->
                        taken.add(new Taken(asked.process(), asked.f(), asked.nanos(), until, Event.Type.INFO)));
        return taken;
    }

    /** How long an operation may take before it counts as slow. */
    public static long slowNanos(List<Taken> taken, List<FaultSpan> faults) {
        long[] calm = taken.stream()
                .filter(t -> t.end() == Event.Type.OK && faults.stream().noneMatch(f -> touches(f, t)))
                .mapToLong(Taken::nanos)
                .sorted()
                .toArray();
        long usual = calm.length == 0 ? LEAST_SLOW_NANOS : calm[(int) Math.min(calm.length - 1, calm.length * CALM)];
        return Math.max(LEAST_SLOW_NANOS, usual * 2);
    }

    /** By nemesis; one that never fired is there with zeros if it is among {@code words}. */
    public static Map<String, Count> counts(List<String> words, List<Taken> taken, List<FaultSpan> faults) {
        long slow = slowNanos(taken, faults);
        Set<String> refusing = refusing(taken, faults);
        Map<String, Count> counts = new TreeMap<>();
        words.forEach(word -> counts.put(word, new Count(0, 0, 0, 0)));
        for (String word : counts.keySet().toArray(String[]::new)) {
            FaultSpan[] own =
                    faults.stream().filter(f -> f.nemesis().equals(word)).toArray(FaultSpan[]::new);
            int failed = 0;
            int late = 0;
            for (Taken t : taken) {
                if (Arrays.stream(own).noneMatch(f -> touches(f, t))) {
                    continue;
                }
                if (t.end() == Event.Type.INFO || (t.end() == Event.Type.FAIL && !refusing.contains(t.f()))) {
                    failed++;
                } else if (t.nanos() > slow) {
                    late++;
                }
            }
            int signs = Arrays.stream(own)
                    .filter(f -> taken.stream().anyMatch(t -> touches(f, t)))
                    .mapToInt(FaultSpan::signs)
                    .sum();
            counts.put(word, new Count(own.length, failed, late, signs));
        }
        return counts;
    }

    /** What fails in calm times too, as a compare-and-set does: there a failure is an answer, and no harm. */
    private static Set<String> refusing(List<Taken> taken, List<FaultSpan> faults) {
        return taken.stream()
                .filter(t -> t.end() == Event.Type.FAIL && faults.stream().noneMatch(f -> touches(f, t)))
                .map(Taken::f)
                .collect(Collectors.toSet());
    }

    private static boolean touches(FaultSpan fault, Taken taken) {
        return taken.to() >= fault.from() && taken.from() <= fault.to() + ECHO_NANOS;
    }
}
