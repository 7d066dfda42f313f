package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.network.Conditions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Cut cables: bytes between some nodes arrive only when it is over. Clients reach all nodes all the time. */
final class Partition extends LinkNemesis {
    Partition() {
        super("partition", "cuts links between nodes: one off, halves, a bridge, a ring, one direction");
    }

    @Override
    public List<String> targets() {
        return List.of("one", "leader", "halves", "one-way", "bridge", "ring");
    }

    @Override
    String begin(Arena arena, String target) throws InterruptedException {
        List<Integer> nodes = new ArrayList<>(arena.nodes());
        Collections.shuffle(nodes, arena.random());
        return switch (target) {
            case "leader" -> isolated(arena, arena.cluster().leader().orElse(nodes.get(0)));
            case "halves" -> halves(arena, nodes, nodes.size() / 2);
            case "bridge" -> bridge(arena, nodes);
            case "ring" -> ring(arena, nodes);
            case "one-way" -> oneWay(arena, nodes.get(0));
            default -> isolated(arena, nodes.get(0));
        };
    }

    private static void cut(Arena arena, int one, int other) {
        arena.between(one, other, Conditions.CUT);
        arena.between(other, one, Conditions.CUT);
    }

    private static String isolated(Arena arena, int node) {
        arena.nodes().forEach(other -> cut(arena, node, other));
        return TestedCluster.node(node) + " alone";
    }

    private static String halves(Arena arena, List<Integer> nodes, int first) {
        List<Integer> here = nodes.subList(0, first);
        List<Integer> there = nodes.subList(first, nodes.size());
        here.forEach(one -> there.forEach(other -> cut(arena, one, other)));
        return Arena.words(here) + " from " + Arena.words(there);
    }

    /** Two halves that see only one node in common. */
    private static String bridge(Arena arena, List<Integer> nodes) {
        List<Integer> others = nodes.subList(1, nodes.size());
        return halves(arena, others, others.size() / 2) + ", bridged by " + TestedCluster.node(nodes.get(0));
    }

    /** Each sees its neighbours only; of three, each is heard by one neighbour and hears the other. */
    private static String ring(Arena arena, List<Integer> nodes) {
        int n = nodes.size();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int steps = Math.floorMod(j - i, n);
                if (n <= 3 ? steps != 1 : steps != 1 && steps != n - 1) {
                    arena.between(nodes.get(i), nodes.get(j), Conditions.CUT);
                }
            }
        }
        return "ring of " + Arena.words(nodes);
    }

    private static String oneWay(Arena arena, int node) {
        boolean mute = arena.random().nextBoolean();
        for (int other : arena.nodes()) {
            arena.between(mute ? node : other, mute ? other : node, Conditions.CUT);
        }
        return TestedCluster.node(node) + (mute ? " is not heard" : " hears nothing");
    }
}
