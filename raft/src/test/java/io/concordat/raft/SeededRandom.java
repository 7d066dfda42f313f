package io.concordat.raft;

import io.concordat.runtime.RandomSource;

/** SplitMix64: the same seed, the same story. */
final class SeededRandom implements RandomSource {
    private long state;

    SeededRandom(long seed) {
        state = seed;
    }

    @Override
    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public RandomSource split() {
        return new SeededRandom(nextLong());
    }
}
