package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.network.Conditions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Some nodes do not hear some others, in patterns. Clients reach all nodes all the time. */
final class Partition extends LinkNemesis {
    private final Knife knife;
    private final List<Equipment> needs;

    /** How one direction between two nodes is cut; not called for a node and itself. */
    private interface Knife {
        void cut(Arena arena, int from, int to) throws IOException;
    }

    private Partition(String word, String what, List<Equipment> needs, Knife knife) {
        super(word, what + ": one off, halves, a bridge, a ring, one direction");
        this.needs = needs;
        this.knife = knife;
    }

    /** Bytes between them arrive only when it is over. */
    static Partition ofLinks() {
        return new Partition(
                "partition",
                "cuts links between nodes",
                List.of(),
                (arena, from, to) -> arena.between(from, to, Conditions.CUT));
    }

    /** The kernel drops their packets, and sends them again in its own time when it is over. */
    static Partition ofPackets() {
        return new Partition(
                "packets",
                "drops the packets of nodes, each in a network namespace of its own",
                List.of(Equipment.NAMESPACES),
                (arena, from, to) -> arena.tools().namespaces().cut(from, to));
    }

    @Override
    public List<Equipment> needs() {
        return needs;
    }

    @Override
    public Optional<String> missing(Machine machine) {
        return needs.isEmpty() ? Optional.empty() : Namespaces.missing(machine);
    }

    @Override
    public List<String> targets() {
        return List.of("one", "leader", "halves", "one-way", "bridge", "ring");
    }

    @Override
    String begin(Arena arena, String target) throws IOException, InterruptedException {
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

    private void oneDirection(Arena arena, int from, int to) throws IOException {
        if (from != to) {
            knife.cut(arena, from, to);
        }
    }

    private void cut(Arena arena, int one, int other) throws IOException {
        oneDirection(arena, one, other);
        oneDirection(arena, other, one);
    }

    private String isolated(Arena arena, int node) throws IOException {
        for (int other : arena.nodes()) {
            cut(arena, node, other);
        }
        return TestedCluster.node(node) + " alone";
    }

    private String halves(Arena arena, List<Integer> nodes, int first) throws IOException {
        List<Integer> here = nodes.subList(0, first);
        List<Integer> there = nodes.subList(first, nodes.size());
        for (int one : here) {
            for (int other : there) {
                cut(arena, one, other);
            }
        }
        return Arena.words(here) + " from " + Arena.words(there);
    }

    /** Two halves that see only one node in common. */
    private String bridge(Arena arena, List<Integer> nodes) throws IOException {
        List<Integer> others = nodes.subList(1, nodes.size());
        return halves(arena, others, others.size() / 2) + ", bridged by " + TestedCluster.node(nodes.get(0));
    }

    /** Each sees its neighbours only; of three, each is heard by one neighbour and hears the other. */
    private String ring(Arena arena, List<Integer> nodes) throws IOException {
        int n = nodes.size();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int steps = Math.floorMod(j - i, n);
                if (n <= 3 ? steps != 1 : steps != 1 && steps != n - 1) {
                    oneDirection(arena, nodes.get(i), nodes.get(j));
                }
            }
        }
        return "ring of " + Arena.words(nodes);
    }

    private String oneWay(Arena arena, int node) throws IOException {
        boolean mute = arena.random().nextBoolean();
        for (int other : arena.nodes()) {
            oneDirection(arena, mute ? node : other, mute ? other : node);
        }
        return TestedCluster.node(node) + (mute ? " is not heard" : " hears nothing");
    }
}
