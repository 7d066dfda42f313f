package io.concordat.simulation;

import io.concordat.simulation.faults.FaultKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each fault has struck, and whom. */
public final class FaultTally {
    private static final Set<String> NO_ROLES = Set.of("down", "world");

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

    /**
     * Roles that some fault of a replica never met although, by how often it struck and how often replicas were in that
     * role when anything struck, it should have met them {@code expected} times or more. One line of words each.
     */
    public List<String> missing(double expected) {
        TreeMap<String, Long> met = new TreeMap<>();
        byRole.values().forEach(roles -> roles.forEach((role, times) -> met.merge(role, times, Long::sum)));
        met.keySet().removeAll(NO_ROLES);
        long all = met.values().stream().mapToLong(Long::longValue).sum();
        List<String> lines = new ArrayList<>();
        byRole.forEach((fault, roles) -> {
            long aimed = roles.entrySet().stream()
                    .filter(e -> !NO_ROLES.contains(e.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            met.forEach((role, times) -> {
                if (!roles.containsKey(role) && (double) aimed * times / all >= expected) {
                    lines.add("fault " + fault + " struck " + aimed + " replicas, never a " + role);
                }
            });
        });
        return lines;
    }
}
