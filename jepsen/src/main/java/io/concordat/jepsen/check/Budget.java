package io.concordat.jepsen.check;

import org.jspecify.annotations.Nullable;

/** Time and memory an engine may use, and the flag by which racing engines stop each other. Thread-safe. */
public final class Budget {
    private static final long BYTES_PER_CONFIGURATION = 200;

    private final long deadlineNanos;
    private final long configurations;
    private final @Nullable Budget parent;
    private volatile boolean cancelled;

    private Budget(long deadlineNanos, long configurations, @Nullable Budget parent) {
        this.deadlineNanos = deadlineNanos;
        this.configurations = configurations;
        this.parent = parent;
    }

    /** At most {@code nanos} from now, and a quarter of the heap. */
    public static Budget of(long nanos) {
        long memory = Runtime.getRuntime().maxMemory() / 4;
        return new Budget(System.nanoTime() + nanos, memory / BYTES_PER_CONFIGURATION, null);
    }

    /** No more than this number of configurations and nanoseconds from now, and a flag of its own below this one. */
    public Budget atMost(long fewer, long nanos) {
        long sooner = System.nanoTime() + nanos;
        return new Budget(sooner - deadlineNanos < 0 ? sooner : deadlineNanos, Math.min(configurations, fewer), this);
    }

    /** The same limits and a flag of its own below this one. */
    public Budget child() {
        return new Budget(deadlineNanos, configurations, this);
    }

    public void cancel() {
        cancelled = true;
    }

    /** Why to stop now, holding so many configurations; null to go on. Call every few hundred steps. */
    public @Nullable String spent(long held) {
        if (stopped()) {
            return "cancelled";
        }
        if (held > configurations) {
            return "memory: more than " + configurations + " configurations";
        }
        return System.nanoTime() - deadlineNanos > 0 ? "time" : null;
    }

    private boolean stopped() {
        return cancelled || (parent != null && parent.stopped());
    }
}
