package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.List;

/** SIGSTOP: a process that neither runs nor knows that it does not, as in a long garbage collection. */
final class Pause extends NodeNemesis {
    Pause() {
        super("pause", "stops node processes (SIGSTOP) and lets them go on later (SIGCONT)");
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) throws IOException {
        for (int node : nodes) {
            arena.processes().signal(node, "STOP");
        }
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        for (int node : nodes) {
            arena.processes().signal(node, "CONT");
        }
    }
}
