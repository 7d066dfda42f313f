package io.concordat.jepsen.nemesis;

import java.io.IOException;
import java.util.List;

/** Dies again as soon as it is up, a few times in a row. */
final class RestartLoop extends NodeNemesis {
    private static final int LIVES = 3;

    RestartLoop() {
        super("restart", "kills node processes again and again, as soon as they have started");
    }

    @Override
    public List<String> targets() {
        return List.of("leader", "one", "minority");
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) throws IOException {
        for (int life = 1; life < LIVES; life++) {
            nodes.forEach(arena.processes()::kill);
            arena.start(nodes);
        }
        nodes.forEach(arena.processes()::kill);
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        arena.start(nodes);
    }
}
