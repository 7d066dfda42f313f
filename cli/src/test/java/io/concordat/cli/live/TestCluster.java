package io.concordat.cli.live;

import io.concordat.cli.Ran;
import io.concordat.node.PortAllocator;
import io.concordat.node.RunningNode;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFiles;
import io.concordat.replica.StartRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Nodes in this process, on disk and on loopback, driven through the program. */
final class TestCluster implements AutoCloseable {
    private final Path directory;
    private final TreeMap<Integer, RunningNode> running = new TreeMap<>();

    /** Makes and starts it. */
    TestCluster(Path directory, int nodes, String... options) throws StartRefused {
        this.directory = directory;
        List<String> words = new ArrayList<>(List.of("init", directory.toString(), "--nodes", "" + nodes));
        words.addAll(List.of("--base-port", "" + PortAllocator.freeRun(10 * nodes)));
        words.addAll(List.of(options));
        Ran.concordat(words.toArray(String[]::new)).exits(0);
        for (int node = 1; node <= nodes; node++) {
            start(node);
        }
    }

    Path directory() {
        return directory;
    }

    Path home(int node) {
        return directory.resolve("node-" + node);
    }

    ClusterFile facts() {
        return ClusterFiles.read(directory.resolve(ClusterFile.NAME));
    }

    void start(int node) throws StartRefused {
        running.put(node, RunningNode.start(home(node), reason -> {}));
    }

    void stop(int node) {
        RunningNode one = running.remove(node);
        if (one != null) {
            one.close();
        }
    }

    /** A command of this cluster, with {@code -o json}. */
    Ran json(String command) {
        return Ran.json(words(command));
    }

    Ran text(String command) {
        return Ran.concordat(words(command));
    }

    private String[] words(String command) {
        return (command + " --cluster " + directory).split(" ");
    }

    @Override
    public void close() {
        running.values().forEach(RunningNode::close);
        running.clear();
    }
}
