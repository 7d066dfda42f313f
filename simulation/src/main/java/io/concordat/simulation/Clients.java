package io.concordat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

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
        this(world, () -> Manner.HONEST);
    }

    /** @param manners one of every client */
    Clients(World world, Supplier<Manner> manners) {
        for (int i = 0; i < world.plan().clients(); i++) {
            // The last one neither floods nor stops reading, so that there is somebody to be served.
            boolean polite = i > 0 && i == world.plan().clients() - 1;
            clients.add(new SimulatedClient(world, i, tally, polite, manners.get()));
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

    /** How many of them, from the first, may be made to behave badly. */
    int impolite() {
        return Math.max(1, clients.size() - 1);
    }

    void flood(int who, int sessions, int commands) {
        clients.get(who).flood(sessions, commands);
    }

    void deafen(int who, long nanos) {
        clients.get(who).deafen(nanos);
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
