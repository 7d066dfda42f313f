package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import java.util.List;
import java.util.Optional;

/** Every connection of some nodes breaks at once, those of clients too, and can be made again at once. */
final class ResetConnections implements Nemesis {
    @Override
    public String word() {
        return "reset";
    }

    @Override
    public String what() {
        return "resets the connections between nodes, and of clients";
    }

    @Override
    public List<String> targets() {
        return List.of("all", "leader", "one");
    }

    @Override
    public boolean momentary() {
        return true;
    }

    @Override
    public Optional<Strike> strike(Arena arena, String target) throws InterruptedException {
        List<Integer> nodes = arena.nodes();
        int one = nodes.get(arena.random().nextInt(nodes.size()));
        List<Integer> struck =
                switch (target) {
                    case "all" -> nodes;
                    case "leader" -> List.of(arena.cluster().leader().orElse(one));
                    default -> List.of(one);
                };
        int connections = 0;
        for (int node : struck) {
            for (int other : nodes) {
                connections += arena.network().reset(TestedCluster.node(node), TestedCluster.node(other));
            }
            for (int client = 0; client < arena.clients().count(); client++) {
                connections += arena.network().reset(TestedCluster.client(client), TestedCluster.node(node));
            }
        }
        return Optional.of(Strike.moment(connections + " connections of " + Arena.words(struck)));
    }
}
