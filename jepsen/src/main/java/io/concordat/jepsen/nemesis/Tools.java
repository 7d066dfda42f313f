package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.Addresses;
import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.node.config.NodeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What nemeses need beside the cluster, put in place before it starts. */
public final class Tools implements AutoCloseable {
    private final @Nullable Interposer interposer;
    private final @Nullable OwnDisks disks;
    private final @Nullable Namespaces namespaces;
    private final TreeMap<Integer, String> lies = new TreeMap<>();

    private Tools(@Nullable Interposer interposer, @Nullable OwnDisks disks, @Nullable Namespaces namespaces) {
        this.interposer = interposer;
        this.disks = disks;
        this.namespaces = namespaces;
    }

    /**
     * What {@code chosen} need, under {@code directory}, for so many nodes; {@code port} is the first of the run's own.
     */
    public static Tools make(Path directory, List<Selection> chosen, int nodes, int port) throws IOException {
        boolean lies = needed(chosen, Nemesis.Equipment.INTERPOSER);
        return new Tools(
                lies ? Interposer.make(directory.resolve("interposer")) : null,
                needed(chosen, Nemesis.Equipment.OWN_DISKS) ? new OwnDisks() : null,
                needed(chosen, Nemesis.Equipment.NAMESPACES) ? Namespaces.make(nodes, port) : null);
    }

    /** Where nodes are to live. */
    public Addresses addresses() {
        return namespaces == null ? Addresses.LOOPBACK : namespaces;
    }

    private static boolean needed(List<Selection> chosen, Nemesis.Equipment equipment) {
        return chosen.stream().anyMatch(s -> s.nemesis().needs().contains(equipment));
    }

    /** The last word on a node's process. */
    public void prepare(int node, ProcessBuilder process) {
        if (interposer != null) {
            interposer.prepare(node, process);
        }
        if (namespaces != null) {
            process.command().addAll(0, namespaces.inside(node));
        }
        String kinds = lies.get(node);
        if (kinds != null) {
            process.command().addAll(List.of("--byzantine", kinds, "--unsafe"));
        }
    }

    /** What {@code node} is from its next start on: a liar of these kinds, or an honest node when there are none. */
    void turn(int node, String kinds) {
        if (kinds.isEmpty()) {
            lies.remove(node);
        } else {
            lies.put(node, kinds);
        }
    }

    /** Once the nodes' directories are there, before the first of them starts. */
    public void mount(TestedCluster cluster) throws IOException {
        if (disks != null) {
            for (int node : cluster.nodes()) {
                disks.mount(cluster.processes().home(node).resolve(NodeFile.DATA));
            }
        }
    }

    Interposer interposer() {
        return Objects.requireNonNull(interposer, "no nemesis said that it needs the interposer");
    }

    OwnDisks disks() {
        return Objects.requireNonNull(disks, "no nemesis said that it needs disks of its own");
    }

    Namespaces namespaces() {
        return Objects.requireNonNull(namespaces, "no nemesis said that it needs namespaces");
    }

    /** Whatever was dropped between nodes gets through again. */
    void mendCables() throws IOException {
        if (namespaces != null) {
            namespaces.mend();
        }
    }

    /** After the last process has ended. */
    @Override
    public void close() throws IOException {
        try (Namespaces last = namespaces) {
            if (disks != null) {
                disks.close();
            }
        }
    }
}
