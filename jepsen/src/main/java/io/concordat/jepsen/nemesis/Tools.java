package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.node.config.NodeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What nemeses need beside the cluster, put in place before it starts. */
public final class Tools implements AutoCloseable {
    private final @Nullable Interposer interposer;
    private final @Nullable OwnDisks disks;

    private Tools(@Nullable Interposer interposer, @Nullable OwnDisks disks) {
        this.interposer = interposer;
        this.disks = disks;
    }

    /** What {@code chosen} need, under {@code directory}. */
    public static Tools make(Path directory, List<Selection> chosen) throws IOException {
        boolean lies = needed(chosen, Nemesis.Equipment.INTERPOSER);
        return new Tools(
                lies ? Interposer.make(directory.resolve("interposer")) : null,
                needed(chosen, Nemesis.Equipment.OWN_DISKS) ? new OwnDisks() : null);
    }

    private static boolean needed(List<Selection> chosen, Nemesis.Equipment equipment) {
        return chosen.stream().anyMatch(s -> s.nemesis().needs().contains(equipment));
    }

    /** The last word on a node's process. */
    public void prepare(int node, ProcessBuilder process) {
        if (interposer != null) {
            interposer.prepare(node, process);
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

    /** After the last process has ended. */
    @Override
    public void close() throws IOException {
        if (disks != null) {
            disks.close();
        }
    }
}
