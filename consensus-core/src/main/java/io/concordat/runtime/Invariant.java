package io.concordat.runtime;

/** Assertions that stay on in production: a broken one is a bug of ours, and the replica must stop rather than lie. */
public final class Invariant {
    private Invariant() {}

    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new Violation(what);
        }
    }

    /** As {@link #check(boolean, String)}, formatting only on failure; no boxing on hot paths with long arguments. */
    public static void check(boolean holds, String what, long first, long second) {
        if (!holds) {
            throw new Violation(what.formatted(first, second));
        }
    }

    /** Thrown for a broken invariant; nobody may catch it and go on. */
    public static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        public Violation(String what) {
            super(what);
        }
    }
}
