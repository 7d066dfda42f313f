package io.concordat.jepsen.cluster;

import io.concordat.client.Administration;
import io.concordat.client.NodeStatus;
import io.concordat.jepsen.network.Network;
import io.concordat.node.ClusterConnection;
import io.concordat.node.ClusterInit;
import io.concordat.node.NodeProcesses;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFile.NodeEntry;
import io.concordat.node.config.ClusterFiles;
import io.concordat.protocol.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A cluster whose every connection runs through a {@link Network}: each node finds, in its own copy of {@code
 * cluster.toml}, a link's port in the place of a peer's, which the agreed configuration allows because addresses are
 * not part of it. Used by one thread, but for {@link #connect}.
 */
public final class TestedCluster implements AutoCloseable {
    private static final Duration ASKING = Duration.ofSeconds(2);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Path directory;
    private final ClusterFile facts;
    private final Network network;
    private final NodeProcesses processes;
    private final List<ClusterFile> seenByClients = new ArrayList<>();
    private final ClusterConnection watcher;

    private TestedCluster(Path directory, ClusterFile facts, Network network, NodeProcesses processes, int clients)
            throws IOException {
        this.directory = directory;
        this.facts = facts;
        this.network = network;
        this.processes = processes;
        for (int client = 0; client < clients; client++) {
            String name = client(client);
            seenByClients.add(seen(
                    facts,
                    node -> new Place(
                            LOOPBACK.getHostAddress(),
                            node.peerPort(),
                            network.link(name, node(node.node()), clients(node)))));
        }
        watcher = ClusterConnection.open(facts, ClientFile.read(directory.resolve(ClientFile.ADMIN)), "main");
    }

    /**
     * What is to be made.
     *
     * @param port the first of the nodes' ports
     * @param seed decides which pieces a lossy network loses
     * @param classPath of the nodes
     * @param addresses where they live
     */
    public record Layout(
            String protocol,
            int nodes,
            int port,
            int clients,
            long seed,
            String classPath,
            Map<String, String> settings,
            Addresses addresses) {}

    /** Writes the directory; nothing runs yet. */
    public static TestedCluster make(Path directory, Layout layout, NodeProcesses.Launching launching)
            throws IOException {
        ClusterFile facts = new ClusterInit(
                        directory,
                        layout.protocol(),
                        layout.nodes(),
                        layout.addresses().hosts(layout.nodes()),
                        layout.port(),
                        layout.settings(),
                        false)
                .write();
        TestedCluster made = new TestedCluster(
                directory,
                facts,
                new Network(layout.seed()),
                new NodeProcesses(directory, layout.classPath(), launching),
                layout.clients());
        for (NodeEntry self : facts.nodes()) {
            ClusterFile own = made.seen(facts, node -> made.place(self, node, layout.addresses()));
            Files.writeString(directory.resolve(node(self.node())).resolve(ClusterFile.NAME), ClusterFiles.write(own));
        }
        return made;
    }

    /** Where {@code self} finds {@code node}: of two nodes the smaller dials, and dials a link. */
    private Place place(NodeEntry self, NodeEntry node, Addresses addresses) throws IOException {
        if (self.node() >= node.node()) {
            return new Place(node.host(), node.peerPort(), node.clientPort());
        }
        String door = addresses.door(node.node());
        Network.Ends ends =
                new Network.Ends(InetAddress.getByName(door), InetAddress.getByName(addresses.face(self.node())));
        InetSocketAddress target = new InetSocketAddress(node.host(), node.peerPort());
        return new Place(door, network.link(node(self.node()), node(node.node()), ends, target), node.clientPort());
    }

    private static InetSocketAddress clients(NodeEntry node) {
        return new InetSocketAddress(node.host(), node.clientPort());
    }

    private record Place(String host, int peers, int clients) {}

    private interface Places {
        Place of(NodeEntry node) throws IOException;
    }

    private ClusterFile seen(ClusterFile original, Places places) throws IOException {
        List<NodeEntry> entries = new ArrayList<>();
        for (NodeEntry node : original.nodes()) {
            Place place = places.of(node);
            entries.add(new NodeEntry(node.node(), place.host(), place.peers(), place.clients(), node.publicKey()));
        }
        return new ClusterFile(
                original.id(),
                original.protocol(),
                entries,
                original.clients(),
                original.admins(),
                original.groups(),
                original.settings());
    }

    /** A node's name in the network, and its directory's. */
    public static String node(int number) {
        return "node-" + number;
    }

    /** A client's name in the network. */
    public static String client(int number) {
        return "client-" + number;
    }

    public Path directory() {
        return directory;
    }

    public ClusterFile facts() {
        return facts;
    }

    public Network network() {
        return network;
    }

    public NodeProcesses processes() {
        return processes;
    }

    public List<Integer> nodes() {
        return facts.nodes().stream().map(NodeEntry::node).toList();
    }

    /** A fresh connection of one of the clients, through its own links. Any thread. */
    public ClusterConnection connect(int client) {
        ClientFile identity = ClientFile.read(directory.resolve(ClientFile.NAME));
        return ClusterConnection.open(seenByClients.get(client), identity, "main");
    }

    /** What every node says of itself, by the straight way; those that do not answer are missing. */
    public Map<Integer, NodeStatus> status() throws InterruptedException {
        return status(0, Duration.ZERO);
    }

    public Map<Integer, NodeStatus> status(long atIndex, Duration wait) throws InterruptedException {
        Map<Integer, CompletableFuture<NodeStatus>> asked = new TreeMap<>();
        nodes().forEach(node -> asked.put(node, watcher.client().status(node, atIndex, wait, ASKING.plus(wait))));
        Map<Integer, NodeStatus> answers = new TreeMap<>();
        for (Map.Entry<Integer, CompletableFuture<NodeStatus>> entry : asked.entrySet()) {
            try {
                answers.put(entry.getKey(), entry.getValue().get());
            } catch (ExecutionException e) {
                // Dead, paused or cut off: what a run is made of.
                continue;
            }
        }
        return answers;
    }

    /** Whoever leads by its own account, in the newest term if several do. */
    public Optional<Integer> leader() throws InterruptedException {
        return status().values().stream()
                .filter(status -> leads(status.role()))
                .max(java.util.Comparator.comparingLong(NodeStatus::term))
                .map(NodeStatus::node);
    }

    /**
     * Asks whoever leads to let {@code node} lead, 0: whichever is furthest along. Returns who leads then; empty when
     * it did not come off, as when nobody leads.
     */
    public Optional<Integer> transfer(int node, Duration patience) throws InterruptedException {
        try {
            return Optional.of(Administration.through(watcher.client())
                    .transferLeadership(node, patience)
                    .get()
                    .leader());
        } catch (ExecutionException e) {
            return Optional.empty();
        }
    }

    /** Asks whoever leads to write a snapshot; completes with its index, or fails within seconds. Any thread. */
    public CompletableFuture<Long> saveSnapshot() {
        return Administration.through(watcher.client()).saveSnapshot(ASKING);
    }

    private static boolean leads(String role) {
        for (Role known : Role.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(role)) {
                return known.leads();
            }
        }
        return false;
    }

    /** Stops whatever still runs. */
    @Override
    public void close() {
        watcher.close();
        processes.stopAll();
        network.close();
    }
}
