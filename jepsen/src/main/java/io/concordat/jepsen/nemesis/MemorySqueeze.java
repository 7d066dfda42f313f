package io.concordat.jepsen.nemesis;

import io.concordat.config.Settings;
import io.concordat.node.config.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** A node starts again with the least heap it may have, and lives or dies with it. */
final class MemorySqueeze extends NodeNemesis {
    private static final String HEAP = "jvm.heap";
    private static final String LEAST = "64MiB";

    private final TreeMap<Integer, NodeFile> before = new TreeMap<>();

    MemorySqueeze() {
        super("memory", "restarts node processes with the least heap there may be");
    }

    @Override
    public List<String> targets() {
        return List.of("leader", "one", "minority");
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) throws IOException {
        for (int node : nodes) {
            Path home = arena.processes().home(node);
            NodeFile usual = NodeFile.read(home);
            before.put(node, usual);
            TreeMap<String, String> small = new TreeMap<>(usual.settings().values());
            small.put(HEAP, LEAST);
            arena.processes().kill(node);
            write(home, new NodeFile(node, Settings.of(small)));
        }
        arena.start(nodes);
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        for (int node : nodes) {
            NodeFile usual = before.remove(node);
            if (usual != null) {
                arena.processes().kill(node);
                write(arena.processes().home(node), usual);
            }
        }
        arena.start(nodes);
    }

    private static void write(Path home, NodeFile file) throws IOException {
        Files.writeString(home.resolve(NodeFile.NAME), file.write());
    }
}
