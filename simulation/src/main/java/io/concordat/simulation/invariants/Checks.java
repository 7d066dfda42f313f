package io.concordat.simulation.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Counts what was checked and keeps what was broken. */
public final class Checks {
    private static final int KEPT = 20;

    private final LongSupplier now;
    private final List<Violation> violations = new ArrayList<>();
    private long count;

    /** A broken invariant: which, what exactly, and when (virtual nanoseconds). */
    public record Violation(String invariant, String message, long atNanos) {
        @Override
        public String toString() {
            return "%s at %.6f s: %s".formatted(invariant, atNanos / 1e9, message);
        }
    }

    public Checks(LongSupplier now) {
        this.now = now;
    }

    /** One comparison was made. */
    void counted() {
        count++;
    }

    public void violated(String invariant, String message) {
        if (violations.size() < KEPT) {
            violations.add(new Violation(invariant, message, now.getAsLong()));
        }
    }

    public boolean broken() {
        return !violations.isEmpty();
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    public long count() {
        return count;
    }
}
