package io.concordat.simulation.invariants;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a client submits once runs at most once, whatever the client library does to get it through; and what the
 * client was
 * told to be refused never runs.
 */
public final class UniqueCommands {
    private final Checks checks;
    // Only ever looked up, never walked: the order of a hash table cannot reach a run.
    private final Map<Long, Long> places = new HashMap<>();
    private final Set<Long> refused = new HashSet<>();

    public UniqueCommands(Checks checks) {
        this.checks = checks;
    }

    public void ran(long command, long place) {
        checks.counted();
        Long before = places.putIfAbsent(command, place);
        if (before != null && before.longValue() != place) {
            checks.violated(
                    "submitted-once-runs-once", "command " + command + " ran at " + before + " and at " + place);
        }
        if (refused.contains(command)) {
            checks.violated("refused-never-runs", "command " + command + " was refused and runs at " + place);
        }
    }

    public void refused(long command) {
        checks.counted();
        refused.add(command);
        Long place = places.get(command);
        if (place != null) {
            checks.violated("refused-never-runs", "command " + command + " ran at " + place + " and is refused");
        }
    }
}
