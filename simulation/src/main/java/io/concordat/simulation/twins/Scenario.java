package io.concordat.simulation.twins;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one run consists of. Seats are numbered from 0: first the members in order, then one more for each twin.
 *
 * @param nodes members
 * @param twins the members that sit twice
 * @param sides for each round, by bit and seat, on which of two sides of the network a seat is
 */
public record Scenario(int nodes, List<Integer> twins, int[] sides) {
    public Scenario {
        twins = List.copyOf(twins);
        sides = sides.clone();
    }

    @Override
    public int[] sides() {
        return sides.clone();
    }

    public int seats() {
        return nodes + twins.size();
    }

    /** Whose member number {@code seat} bears. */
    int identity(int seat) {
        return seat < nodes ? seat + 1 : twins.get(seat - nodes);
    }

    boolean twinned(int member) {
        return twins.contains(member);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scenario that
                && nodes == that.nodes
                && twins.equals(that.twins)
                && Arrays.equals(sides, that.sides);
    }

    @Override
    public int hashCode() {
        return 31 * twins.hashCode() + Arrays.hashCode(sides);
    }

    @Override
    public String toString() {
        return "twins " + twins + ", rounds "
                + Arrays.stream(sides).mapToObj(this::side).collect(Collectors.joining(" "));
    }

    private String side(int round) {
        StringBuilder text = new StringBuilder();
        for (int seat = 0; seat < seats(); seat++) {
            text.append((round >> seat & 1) == 0 ? 'a' : 'b');
        }
        return text.toString();
    }
}
