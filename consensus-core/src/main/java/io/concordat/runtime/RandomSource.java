package io.concordat.runtime;

/** The only source of chance: seeded, so that a simulation repeats itself. Not thread-safe. */
public interface RandomSource {
    long nextLong();

    /** Uniform in {@code [0, bound)}; {@code bound > 0}. */
    default long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive: " + bound);
        }
        return Long.remainderUnsigned(nextLong(), bound);
    }

    /** An independent stream, so that one more draw here does not shift the draws elsewhere. */
    RandomSource split();
}
