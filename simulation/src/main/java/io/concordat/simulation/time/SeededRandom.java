package io.concordat.simulation.time;

import io.concordat.runtime.RandomSource;

/** SplitMix64 (Steele, Lea, Flood 2014): small, fast, and splittable into independent streams. Not thread-safe. */
public final class SeededRandom implements RandomSource {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SeededRandom(long seed) {
        state = mix(seed ^ 0x5DEECE66DL);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    @Override
    public SeededRandom split() {
        return new SeededRandom(nextLong());
    }

    /** True with probability {@code p}. */
    public boolean chance(double p) {
        return p > 0 && (nextLong() >>> 11) * 0x1.0p-53 < p;
    }

    /** Uniform in {@code [low, high]}. */
    public long between(long low, long high) {
        return low + nextLong(high - low + 1);
    }

    public int below(int bound) {
        return (int) nextLong(bound);
    }

    /** The finalizer of SplitMix64: a bijection that spreads every input bit over the output. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
