package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import java.util.List;
import java.util.Optional;

/** A client is gone in the middle of whatever it did; its session and its locks are left to the cluster. */
final class ClientCrash implements Nemesis {
    @Override
    public String word() {
        return "client-crash";
    }

    @Override
    public String what() {
        return "lets a client vanish in the middle of an operation and begin anew";
    }

    @Override
    public List<String> targets() {
        return List.of();
    }

    @Override
    public boolean momentary() {
        return true;
    }

    @Override
    public Optional<Strike> strike(Arena arena, String target) {
        int client = arena.random().nextInt(arena.clients().count());
        arena.clients().crash(client);
        return Optional.of(Strike.moment(TestedCluster.client(client)));
    }
}
