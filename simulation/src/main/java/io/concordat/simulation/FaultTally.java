package io.concordat.simulation;

import io.concordat.simulation.faults.FaultKind;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each fault has struck, and whom. */
public final class FaultTally {
    private final TreeMap<String, Long> fired = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, Long>> byRole = new TreeMap<>();

    /** {@code role}: leader, follower, candidate …, "down", or "world" for faults of the surroundings. */
    void struck(FaultKind kind, String role) {
        add(kind.word(), role, 1);
    }

    private void add(String fault, String role, long times) {
        fired.merge(fault, times, Long::sum);
        byRole.computeIfAbsent(fault, k -> new TreeMap<>()).merge(role, times, Long::sum);
    }

    /** Sums up several seeds. */
    public void add(FaultTally other) {
        other.byRole.forEach((fault, roles) -> roles.forEach((role, times) -> add(fault, role, times)));
    }

    /** By fault name; a fault that never struck is absent. */
    public SortedMap<String, Long> fired() {
        return Collections.unmodifiableSortedMap(fired);
    }

    /** By fault name, then by role hit. */
    public SortedMap<String, TreeMap<String, Long>> byRole() {
        return Collections.unmodifiableSortedMap(byRole);
    }
}
