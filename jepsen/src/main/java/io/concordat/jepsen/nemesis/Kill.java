package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.List;

/** SIGKILL, and later a new start. */
final class Kill extends NodeNemesis {
    Kill() {
        super("kill", "kills node processes (SIGKILL) and starts them again later");
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) {
        nodes.forEach(arena.processes()::kill);
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        arena.start(nodes);
    }
}
