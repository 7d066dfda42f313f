package io.concordat.simulation.network;

import io.concordat.simulation.time.SeededRandom;

/** The condition of one direction between two machines. Faults turn the knobs; {@link #heal} turns them all back. */
public final class Wire {
    private static final long MICRO = 1_000;

    private long delayNanos = 150 * MICRO;
    private long jitterNanos = 150 * MICRO;
    private double loss;
    private double duplicate;
    private double reorder;
    private double corrupt;
    private boolean cut;
    private long bytesPerSecond;
    private long lastArrival;

    public void heal() {
        delayNanos = 150 * MICRO;
        jitterNanos = 150 * MICRO;
        loss = 0;
        duplicate = 0;
        reorder = 0;
        corrupt = 0;
        cut = false;
        bytesPerSecond = 0;
    }

    public void delay(long nanos, long jitter) {
        delayNanos = nanos;
        jitterNanos = jitter;
    }

    public void lose(double probability) {
        loss = probability;
    }

    public void duplicate(double probability) {
        duplicate = probability;
    }

    /** With this probability a frame ignores the order of its lane and may arrive late. */
    public void reorder(double probability) {
        reorder = probability;
    }

    /** With this probability a frame arrives damaged, which ends the connection. */
    public void corrupt(double probability) {
        corrupt = probability;
    }

    public void cut(boolean severed) {
        cut = severed;
    }

    /** Bandwidth; 0 for no limit. */
    public void slow(long limitBytesPerSecond) {
        bytesPerSecond = limitBytesPerSecond;
    }

    public boolean isCut() {
        return cut;
    }

    void arrives(long at) {
        lastArrival = Math.max(lastArrival, at);
    }

    /** When the last of what was sent so far arrives: healing hurries nothing that is under way. */
    public long lastArrival() {
        return lastArrival;
    }

    boolean loses(SeededRandom random) {
        return random.chance(loss);
    }

    boolean duplicates(SeededRandom random) {
        return random.chance(duplicate);
    }

    boolean reorders(SeededRandom random) {
        return random.chance(reorder);
    }

    boolean corrupts(SeededRandom random) {
        return random.chance(corrupt);
    }

    long latency(SeededRandom random) {
        return delayNanos + (jitterNanos == 0 ? 0 : random.nextLong(jitterNanos));
    }

    /** How long {@code bytes} occupy the wire. */
    long occupation(int bytes) {
        return bytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
    }
}
