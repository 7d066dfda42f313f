package io.concordat.jepsen.run;

/**
 * One fault that struck.
 *
 * @param nemesis its word
 * @param target whom it struck, in words
 * @param from nanoseconds since the run began
 * @param to when it was healed; equal to {@code from} for what only takes a moment
 * @param signs how much of it has shown elsewhere than in what clients saw
 */
public record FaultSpan(String nemesis, String target, long from, long to, int signs) {}
