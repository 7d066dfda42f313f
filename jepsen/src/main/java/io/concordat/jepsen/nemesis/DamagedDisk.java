package io.concordat.jepsen.nemesis;

import io.concordat.node.config.NodeFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a node has on its disk is damaged while it is down: bits flip, or everything is gone. Strikes only while all
 * others are whole, and at most a minority, since every promise must survive somewhere. A node that refuses to start on
 * its damaged disk gets an empty one, as an operator would give it.
 */
final class DamagedDisk extends NodeNemesis {
    private static final int MOST_FLIPS = 8;
    private final boolean wiped;

    private DamagedDisk(String word, String what, boolean wiped) {
        super(word, what);
        this.wiped = wiped;
    }

    static DamagedDisk bitFlip() {
        return new DamagedDisk("bit-flip", "flips bits in the files of a node that is down", false);
    }

    static DamagedDisk wipe() {
        return new DamagedDisk("wipe", "takes a node down and gives it back with an empty disk", true);
    }

    @Override
    public List<String> targets() {
        return List.of("leader", "one");
    }

    @Override
    boolean permitted(Arena arena) throws InterruptedException {
        return arena.allWhole();
    }

    @Override
    void begin(Arena arena, List<Integer> nodes) throws IOException, InterruptedException {
        for (int node : nodes) {
            arena.damages(node);
            arena.processes().kill(node);
            if (wiped) {
                arena.processes().replaceDisk(node);
            } else {
                flip(data(arena, node), arena.random());
            }
        }
    }

    @Override
    void end(Arena arena, List<Integer> nodes) throws IOException {
        try {
            arena.start(nodes);
        } catch (IOException e) {
            if (wiped) {
                throw e;
            }
            for (int node : nodes) {
                arena.processes().replaceDisk(node);
            }
            arena.start(nodes);
        }
    }

    private static Path data(Arena arena, int node) {
        return arena.processes().home(node).resolve(NodeFile.DATA);
    }

    private static void flip(Path data, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            return;
        }
        Path file = files.get(random.nextInt(files.size()));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            for (int flips = 1 + random.nextInt(MOST_FLIPS); flips > 0; flips--) {
                long at = (long) (random.nextDouble() * open.length());
                open.seek(at);
                int before = open.read();
                open.seek(at);
                open.write(before ^ (1 << random.nextInt(8)));
            }
        }
    }
}
