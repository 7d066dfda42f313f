package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.network.Conditions;
import java.util.List;

/** Links that work badly: late, narrow, losing or corrupting what passes. */
final class BadLinks extends LinkNemesis {
    private final Conditions conditions;

    BadLinks(String word, String what, Conditions conditions) {
        super(word, what);
        this.conditions = conditions;
    }

    @Override
    public List<String> targets() {
        return List.of("leader", "one", "all");
    }

    @Override
    String begin(Arena arena, String target) throws InterruptedException {
        List<Integer> nodes = arena.nodes();
        int one = nodes.get(arena.random().nextInt(nodes.size()));
        List<Integer> struck =
                switch (target) {
                    case "all" -> nodes;
                    case "leader" -> List.of(arena.cluster().leader().orElse(one));
                    default -> List.of(one);
                };
        for (int from : struck) {
            for (int to : nodes) {
                arena.between(from, to, conditions);
                arena.between(to, from, conditions);
            }
        }
        return "links of " + Arena.words(struck);
    }
}
