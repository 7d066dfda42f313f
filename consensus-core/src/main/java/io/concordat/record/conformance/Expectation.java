package io.concordat.record.conformance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The little a case needs to say what it expected, without a test framework. */
final class Expectation {
    private Expectation() {}

    interface Action {
        void run() throws Exception;
    }

    static void equal(@Nullable Object found, @Nullable Object expected, String what) {
        if (!Objects.equals(found, expected)) {
            throw new AssertionError(what + ": expected " + expected + " but found " + found);
        }
    }

    static void holds(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    static void refused(Action action, String what) throws Exception {
        try {
            action.run();
        } catch (java.io.IOException e) {
            return;
        }
        throw new AssertionError(what + " was not refused");
    }
}
