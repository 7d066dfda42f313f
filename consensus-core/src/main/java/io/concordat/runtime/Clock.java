package io.concordat.runtime;

/** The only source of time. Monotonic and wall time are apart because they fail apart. Thread-safe. */
public interface Clock {
    /** Nanoseconds from an arbitrary origin; never goes back within one process life. */
    long monotonicNanos();

    /** Milliseconds since 1970; advisory only, may jump either way. */
    long wallMillis();
}
