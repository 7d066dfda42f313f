package io.concordat.jepsen.nemesis;

import io.concordat.node.config.NodeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The plug is pulled: processes are gone, and with them all that was not synced. */
final class PowerCut extends NodeNemesis {
    PowerCut() {
        super("power-cut", "kills node processes together with everything their disks had not synced");
    }

    @Override
    public Optional<String> missing(Machine machine) {
        return OwnDisks.missing(machine);
    }

    @Override
    public List<String> targets() {
        return List.of("all", "leader", "minority", "majority", "one");
    }

    @Override
    public List<Equipment> needs() {
        return List.of(Equipment.OWN_DISKS);
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) throws IOException {
        List<Path> disks = new ArrayList<>();
        nodes.forEach(node -> disks.add(arena.processes().home(node).resolve(NodeFile.DATA)));
        arena.tools().disks().cut(disks);
        nodes.forEach(arena.processes()::kill);
        for (Path disk : disks) {
            arena.tools().disks().mended(disk);
        }
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        arena.start(nodes);
    }
}
