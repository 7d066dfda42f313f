package io.concordat.runtime;

import java.security.SecureRandom;

/**
 * SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers. For scheduling and jitter, never for
 * keys.
 */
public final class SeededRandom implements RandomSource {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SeededRandom(long seed) {
        state = seed;
    }

    /** Seeded by the operating system. */
    public static SeededRandom fromEntropy() {
        return new SeededRandom(new SecureRandom().nextLong());
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public RandomSource split() {
        return new SeededRandom(nextLong());
    }
}
