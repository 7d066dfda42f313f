package io.concordat.jepsen.nemesis;

import io.concordat.client.NodeStatus;
import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.network.Conditions;
import io.concordat.jepsen.network.Network;
import io.concordat.node.NodeProcesses;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The cluster as nemeses see it: whom they may strike, and with what. Confined to the conductor's thread. */
public final class Arena {
    /** For a process to start, on a machine that does other things too. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);

    private final TestedCluster cluster;
    private final Random random;
    private final Tools tools;
    private final ClientHandles clients;
    private final TreeSet<Integer> taken = new TreeSet<>();
    private final DamagedNodes damaged = new DamagedNodes();
    private boolean linksTaken;
    private @Nullable Integer liar;

    /** What nemeses do to the clients of a run. Thread-safe. */
    public interface ClientHandles {
        int count();

        /** The client loses its connection and all it knew, and begins anew. */
        void crash(int client);

        /** The client stands still for so long, wherever it is. */
        void pause(int client, Duration howLong);
    }

    public Arena(TestedCluster cluster, Random random, Tools tools, ClientHandles clients) {
        this.cluster = cluster;
        this.random = random;
        this.tools = tools;
        this.clients = clients;
    }

    public TestedCluster cluster() {
        return cluster;
    }

    public Random random() {
        return random;
    }

    NodeProcesses processes() {
        return cluster.processes();
    }

    Network network() {
        return cluster.network();
    }

    Tools tools() {
        return tools;
    }

    ClientHandles clients() {
        return clients;
    }

    List<Integer> nodes() {
        return cluster.nodes();
    }

    /** How many may fail at once whatever the protocol: less than a third, but at least one. */
    int minority() {
        return Math.max(1, (nodes().size() - 1) / 3);
    }

    /** So many of the nodes that no other fault holds, for the caller until {@link #release}. May be fewer, or none. */
    List<Integer> take(String target, int most) throws InterruptedException {
        List<Integer> free = new ArrayList<>(nodes());
        free.removeAll(taken);
        Collections.shuffle(free, random);
        int wanted =
                switch (NodeChoice.of(target)) {
                    case ONE, LEADER -> 1;
                    case MINORITY -> minority();
                    case MAJORITY -> nodes().size() / 2 + 1;
                    case ALL -> nodes().size();
                };
        if (NodeChoice.of(target) == NodeChoice.LEADER) {
            free.retainAll(cluster.leader().map(List::of).orElse(List.of()));
        }
        List<Integer> chosen = new ArrayList<>(free.subList(0, Math.min(Math.min(wanted, most), free.size())));
        Collections.sort(chosen);
        taken.addAll(chosen);
        return chosen;
    }

    /** This one, if no other fault holds it, for the caller until {@link #release}. */
    List<Integer> takeNode(int node) {
        return taken.add(node) ? List.of(node) : List.of();
    }

    /** The node that lies, or has lied in this run. */
    Optional<Integer> liar() {
        return Optional.ofNullable(liar);
    }

    /** From now on this one counts for nothing, so that all others must be whole. */
    void lies(int node) {
        liar = node;
    }

    /** This one may have forgotten what it promised. */
    void damages(int node) throws InterruptedException {
        damaged.add(node, cluster.status());
    }

    /** Whether nobody's disk was damaged, or whoever's it was has recovered since. */
    boolean allRemember() throws InterruptedException {
        return damaged.allRecovered(cluster.status(), taken);
    }

    /** Whether the links between nodes were free; they are the caller's until {@link #releaseLinks}. */
    boolean takeLinks() {
        boolean free = !linksTaken;
        linksTaken = true;
        return free;
    }

    /** All links between nodes are good again. */
    void releaseLinks() throws IOException {
        linksTaken = false;
        tools.mendCables();
        for (int from : nodes()) {
            for (int to : nodes()) {
                between(from, to, Conditions.GOOD);
            }
        }
    }

    /** One direction between two nodes. */
    void between(int from, int to, Conditions conditions) {
        if (from != to) {
            network().set(TestedCluster.node(from), TestedCluster.node(to), conditions);
        }
    }

    void release(List<Integer> nodes) {
        taken.removeAll(nodes);
    }

    /**
     * Whether every node runs, remembers all it promised and has never promised what is not true: only then may
     * somebody's disk be damaged.
     */
    boolean allWhole() throws InterruptedException {
        Map<Integer, NodeStatus> status = cluster.status();
        return taken.isEmpty()
                && liar == null
                && damaged.allRecovered(status, taken)
                && status.size() == nodes().size()
                && status.values().stream().allMatch(s -> s.recovery().isEmpty());
    }

    /** Starts those of {@code nodes} that do not run; throws when one does not come up. */
    void start(List<Integer> nodes) throws IOException {
        try {
            processes().startAll(nodes, START_PATIENCE);
        } catch (TimeoutException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static String words(List<Integer> nodes) {
        return String.join(", ", nodes.stream().map(TestedCluster::node).toList());
    }
}
