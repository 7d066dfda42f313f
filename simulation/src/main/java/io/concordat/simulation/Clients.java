package io.concordat.simulation;

import java.util.ArrayList;
import java.util.List;

/** All clients of one simulation. */
final class Clients {
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Tally tally = new Tally();

    /** What became of their operations. */
    static final class Tally {
        long asked;
        long replied;
        long refused;
        long unknown;
    }

    Clients(World world) {
        for (int i = 0; i < world.plan().clients(); i++) {
            clients.add(new SimulatedClient(world, i, tally));
        }
    }

    int number() {
        return clients.size();
    }

    Tally tally() {
        return tally;
    }

    List<SimulatedClient> all() {
        return clients;
    }

    void begin() {
        clients.forEach(SimulatedClient::start);
    }

    void crash(int who, long downNanos) {
        clients.get(who).crash(downNanos);
    }

    void pause(int who, long nanos) {
        clients.get(who).pause(nanos);
    }

    /** No new operations of their own accord. */
    void rest() {
        clients.forEach(SimulatedClient::rest);
    }

    int waiting() {
        return clients.stream().mapToInt(SimulatedClient::waiting).sum();
    }
}
