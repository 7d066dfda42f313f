package io.concordat.simulation;

import java.util.List;

/**
 * Replicas that lie.
 *
 * @param number how many of each cluster; which ones, the seed says
 * @param lies what each of them draws from; empty when nobody lies
 */
public record Liars(int number, List<Lie> lies) {
    public static final Liars NONE = new Liars(0, List.of());

    public Liars {
        lies = List.copyOf(lies);
        if (number < 0 || (number > 0 && lies.isEmpty())) {
            throw new IllegalArgumentException(number + " liars with " + lies.size() + " lies");
        }
    }
}
