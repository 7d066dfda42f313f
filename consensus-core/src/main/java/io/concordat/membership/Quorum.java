package io.concordat.membership;

/** Quorum arithmetic, and nothing else. */
public final class Quorum {
    private Quorum() {}

    /** The smallest number such that two sets of that size among {@code n} share a member (crash faults). */
    public static int majority(int n) {
        return n / 2 + 1;
    }

    /** Crashed members that {@code n} replicas tolerate: all but a majority. */
    public static int crashFaults(int n) {
        return n - majority(n);
    }

    /** Byzantine members that {@code n} replicas tolerate: the largest f with n >= 3f+1. */
    public static int byzantineFaults(int n) {
        return (n - 1) / 3;
    }
}
