package io.concordat.jepsen.check;

import org.jspecify.annotations.Nullable;

/**
 * One way in which everything that has returned can have happened so far: the state, which open operations have taken
 * effect (a bit per slot), and how many indeterminate ones of each class.
 */
final class Configuration<S> {
    final S state;
    long taken;
    final long[] used;
    final @Nullable Trail trail;
    /** Another configuration with equal state and bits; see {@link Antichain}. */
    @Nullable
    Configuration<S> twin;
    /** One that can do all that this can has been found since. */
    boolean obsolete;

    Configuration(S state, long taken, long[] used, @Nullable Trail trail) {
        this.state = state;
        this.taken = taken;
        this.used = used;
        this.trail = trail;
    }

    boolean has(long bit) {
        return (taken & bit) != 0;
    }
}
