package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.network.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A client sleeps, cut off from the cluster, past its leases: it looked whether it held a lock, and acts on it later.
 */
final class ClientPause implements Nemesis {
    private static final Duration SLEEP = Duration.ofMillis(3_500);

    @Override
    public String word() {
        return "client-pause";
    }

    @Override
    public String what() {
        return "lets a client sleep past its leases, in the middle of what it does under a lock";
    }

    @Override
    public List<String> targets() {
        return List.of();
    }

    @Override
    public Optional<Strike> strike(Arena arena, String target) {
        int client = arena.random().nextInt(arena.clients().count());
        set(arena, client, Conditions.CUT);
        arena.clients().pause(client, SLEEP);
        return Optional.of(new Strike(TestedCluster.client(client), () -> set(arena, client, Conditions.GOOD)));
    }

    private static void set(Arena arena, int client, Conditions conditions) {
        for (int node : arena.nodes()) {
            arena.network().set(TestedCluster.client(client), TestedCluster.node(node), conditions);
            arena.network().set(TestedCluster.node(node), TestedCluster.client(client), conditions);
        }
    }
}
