package io.concordat.client;

import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps retries a fraction of the useful work, so that a busy cluster is not kept busy by its clients' retries.
 * Confined to the client's loop.
 */
final class RetryBudget {
    private static final int COST = 10;
    private static final int MOST = 20 * COST;

    private final LongAdder pressures = new LongAdder();
    private int tokens = MOST;

    void succeeded() {
        tokens = Math.min(MOST, tokens + 1);
    }

    /** Whether a quick retry may be paid for. */
    boolean spend() {
        if (tokens < COST) {
            return false;
        }
        tokens -= COST;
        return true;
    }

    /** A node has asked to be left alone for a while. */
    void pressed() {
        pressures.increment();
    }

    /** How often one has. Any thread. */
    long pressures() {
        return pressures.sum();
    }
}
