package io.concordat.simulation.twins;

import io.concordat.simulation.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Which scenarios there are: every choice of twinned members, every way of splitting the seats in two (or in one) in
 * every round. Of two scenarios that differ by nothing but which copy of a twin is which, the first counts.
 */
public record Scope(int nodes, int twins, int rounds) {
    private static final int MOST_SEATS = 16;

    public Scope {
        if (nodes < 4 || twins < 1 || rounds < 1 || nodes + twins > MOST_SEATS) {
            throw new IllegalArgumentException("a scope has 4 or more nodes, twins, rounds, and at most " + MOST_SEATS
                    + " seats: " + nodes + " nodes, " + twins + " twins, " + rounds + " rounds");
        }
    }

    private int splits() {
        return 1 << nodes + twins - 1;
    }

    /** Numbers of scenarios, mirrored ones included; a number names the same scenario always. */
    public long size() {
        long size = choices().size();
        for (int round = 0; round < rounds; round++) {
            size = Math.multiplyExact(size, splits());
        }
        return size;
    }

    private List<List<Integer>> choices() {
        List<List<Integer>> all = new ArrayList<>();
        choose(1, List.of(), all);
        return all;
    }

    private void choose(int from, List<Integer> chosen, List<List<Integer>> all) {
        if (chosen.size() == twins) {
            all.add(chosen);
            return;
        }
        for (int member = from; member <= nodes; member++) {
            List<Integer> more = new ArrayList<>(chosen);
            more.add(member);
            choose(member + 1, List.copyOf(more), all);
        }
    }

    /** Scenario {@code number}, from 0 to below {@link #size}. */
    public Scenario at(long number) {
        List<List<Integer>> choices = choices();
        long rest = number / choices.size();
        int[] sides = new int[rounds];
        for (int round = 0; round < rounds; round++) {
            // The first seat is on side a: the other way round is the same split.
            sides[round] = (int) (rest % splits()) << 1;
            rest /= splits();
        }
        return new Scenario(nodes, choices.get((int) (number % choices.size())), sides);
    }

    public Scenario random(long seed) {
        SeededRandom random = new SeededRandom(seed);
        List<List<Integer>> choices = choices();
        int[] sides = new int[rounds];
        for (int round = 0; round < rounds; round++) {
            sides[round] = random.below(splits()) << 1;
        }
        return new Scenario(nodes, choices.get(random.below(choices.size())), sides);
    }

    /** Whether {@code scenario} is the first of those that differ by the copies' names only. */
    public boolean first(Scenario scenario) {
        for (int twin = 0; twin < twins; twin++) {
            int one = scenario.twins().get(twin) - 1;
            int other = nodes + twin;
            for (int side : scenario.sides()) {
                int swapped = swap(side, one, other);
                if (swapped < side) {
                    return false;
                }
                if (swapped > side) {
                    break;
                }
            }
        }
        return true;
    }

    private int swap(int side, int one, int other) {
        int differs = (side >> one ^ side >> other) & 1;
        int swapped = side ^ (differs << one | differs << other);
        return (swapped & 1) == 0 ? swapped : ~swapped & (1 << nodes + twins) - 1;
    }
}
