package io.concordat.jepsen.run;

import io.concordat.jepsen.check.Judgement;
import io.concordat.jepsen.check.Judgement.Validity;
import io.concordat.jepsen.check.Window;
import io.concordat.jepsen.history.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out.
 *
 * @param validity valid only if the history is linearizable, everything could be read back and all states are equal
 * @param reasons why it is not valid, in words, the history's first; empty for a valid one
 * @param history all events in the order of time
 * @param judgement of the history alone
 * @param window what refutes it, where one was found
 * @param hashes of the nodes' states at one index; empty when they did not get there
 * @param counts what the nemeses did
 * @param troubles why operations failed or were not answered, and how often
 */
public record RunResult(
        RunPlan plan,
        String workload,
        String model,
        Validity validity,
        List<String> reasons,
        List<Event> history,
        Judgement judgement,
        @Nullable Window<?> window,
        Map<Integer, String> hashes,
        List<FaultSpan> faults,
        Map<String, Hurt.Count> counts,
        Map<String, Integer> troubles,
        double seconds) {

    public int operations() {
        return (int) history.stream().filter(e -> e.type() == Event.Type.INVOKE).count();
    }

    private int ended(Event.Type how) {
        return (int) history.stream().filter(e -> e.type() == how).count();
    }

    /** Those that never fired, or did nothing that anybody noticed: they have tested nothing. */
    public List<String> untested() {
        return counts.entrySet().stream()
                .filter(e -> !e.getValue().tested())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Fails with everything one needs to see why, unless the run is valid. For tests. */
    public void assertLinearizable() {
        if (validity != Validity.VALID) {
            throw new AssertionError(workload + " on " + plan.protocol() + " is "
                    + (validity == Validity.INVALID ? "not linearizable" : "undecided")
                    + " (seed " + plan.seed() + "): " + String.join("; ", reasons) + "\nsee "
                    + plan.directory());
        }
    }

    /** As {@code concordat jepsen run} prints it. */
    public Map<String, Object> figures() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(
                "valid",
                switch (validity) {
                    case VALID -> true;
                    case INVALID -> false;
                    case UNKNOWN -> "unknown";
                });
        line.put("operations", operations());
        Map<String, Object> fired = new TreeMap<>();
        Map<String, Object> hurt = new TreeMap<>();
        Map<String, Object> signs = new TreeMap<>();
        counts.forEach((word, count) -> {
            fired.put(word, count.fired());
            hurt.put(word, count.hurt());
            if (count.signs() > 0) {
                signs.put(word, count.signs());
            }
        });
        line.put("nemeses", fired);
        line.put("hurt", hurt);
        line.put("signs", signs);
        line.put("untested", untested());
        line.put("seconds", seconds);
        line.put("secondsUnderFaults", plan.time().toMillis() / 1e3);
        line.put("protocol", plan.protocol());
        line.put("nodes", plan.nodes());
        line.put("workload", workload);
        line.put("model", model);
        line.put("seed", plan.seed());
        line.put("ok", ended(Event.Type.OK));
        line.put("failed", ended(Event.Type.FAIL));
        line.put("unknown", ended(Event.Type.INFO));
        line.put(
                "statesEqual",
                !hashes.isEmpty() && hashes.values().stream().distinct().count() == 1);
        line.put("directory", plan.directory().toString());
        if (!reasons.isEmpty()) {
            line.put("reasons", reasons);
        }
        return line;
    }
}
