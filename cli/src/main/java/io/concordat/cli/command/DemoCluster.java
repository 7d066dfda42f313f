package io.concordat.cli.command;

import io.concordat.cli.Asking;
import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.client.ClientSession;
import io.concordat.client.NodeStatus;
import io.concordat.error.ErrorCode;
import io.concordat.node.ClusterConnection;
import io.concordat.node.ClusterInit;
import io.concordat.node.PortAllocator;
import io.concordat.node.RunningNode;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ClusterFile;
import io.concordat.replica.StartRefused;
import io.concordat.services.ServiceLink;
import io.concordat.services.counter.CounterClient;
import io.concordat.services.lock.client.HeldLock;
import io.concordat.services.lock.client.LockClient;
import io.concordat.services.lock.client.LockOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Real nodes in this process, in a temporary directory, with a client. */
final class DemoCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final Path directory;
    private final ClusterFile cluster;
    private final TreeMap<Integer, RunningNode> running = new TreeMap<>();
    private final ClusterConnection connection;
    private final ClientSession session;
    private final CounterClient counters;
    private final LockClient locks;
    private final Thread sweeper;

    private DemoCluster(Path directory, ClusterFile cluster) throws StartRefused {
        this.directory = directory;
        this.cluster = cluster;
        this.sweeper = new Thread(this::stop, "demo-sweeper");
        Runtime.getRuntime().addShutdownHook(sweeper);
        for (ClusterFile.NodeEntry node : cluster.nodes()) {
            startNode(node.node());
        }
        ClientFile identity = ClientFile.read(directory.resolve(ClientFile.NAME));
        connection = ClusterConnection.open(cluster, identity, "main");
        session = Asking.await(connection.client().openSession(Duration.ofMinutes(1), PATIENCE), PATIENCE);
        counters = CounterClient.mounted(ServiceLink.of(
                command -> session.submit(command, PATIENCE),
                query -> connection.client().query(query, PATIENCE)));
        locks = new LockClient(connection.client(), LockOptions.DEFAULTS.withTimeout(PATIENCE));
    }

    HeldLock lock(String name) {
        return locks.acquire(name, PATIENCE);
    }

    static DemoCluster start(String protocol, int nodes) throws IOException, StartRefused {
        Path directory = Files.createTempDirectory("concordat-demo-");
        int port = PortAllocator.freeRun(10 * nodes);
        ClusterFile made =
                new ClusterInit(directory, protocol, nodes, List.of("127.0.0.1"), port, new TreeMap<>(), false).write();
        return new DemoCluster(directory, made);
    }

    Path directory() {
        return directory;
    }

    List<String> addresses() {
        return cluster.nodes().stream()
                .map(n -> "node " + n.node() + ": clients " + n.host() + ":" + n.clientPort())
                .toList();
    }

    private void startNode(int node) throws StartRefused {
        running.put(
                node,
                RunningNode.start(
                        directory.resolve("node-" + node),
                        reason -> Output.say("node " + node + " failed: " + reason)));
    }

    long add(String name) {
        return Asking.await(counters.add(name, 1), PATIENCE).orThrow();
    }

    long get(String name) {
        return Asking.await(counters.get(name), PATIENCE).orThrow();
    }

    int leader() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (ClusterStatus.Answer answer :
                    ClusterStatus.ask(connection, PATIENCE).answers().values()) {
                NodeStatus status = answer.status();
                if (status != null && status.leader() == status.node()) {
                    return status.node();
                }
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new CommandFailed(ErrorCode.NO_QUORUM, "nobody leads", "a leader");
    }

    /** As its peers see a crash: every connection is gone at once. Its disk keeps only what was synced. */
    void crash(int node) {
        RunningNode victim = running.remove(node);
        if (victim != null) {
            victim.crash();
        }
    }

    void restart(int node) throws StartRefused {
        startNode(node);
    }

    /** Waits until all nodes show a hash of one index. */
    TreeMap<Integer, String> equalHashes() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        TreeMap<Integer, String> hashes = new TreeMap<>();
        while (System.nanoTime() < deadline) {
            hashes.clear();
            List<NodeStatus> known = ClusterStatus.ask(connection, PATIENCE).answers().values().stream()
                    .map(ClusterStatus.Answer::status)
                    .filter(Objects::nonNull)
                    .toList();
            known.forEach(s -> hashes.put(s.node(), s.stateHash().toHex()));
            boolean oneIndex =
                    known.stream().map(NodeStatus::stateIndex).distinct().count() == 1;
            if (known.size() == cluster.nodes().size() && oneIndex && !hashes.containsValue("")) {
                return hashes;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return hashes;
    }

    private void stop() {
        running.values().forEach(RunningNode::close);
        running.clear();
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(DemoCluster::delete);
        } catch (IOException e) {
            Output.say("cannot remove " + directory + ": " + e.getMessage());
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        locks.close();
        connection.close();
        Runtime.getRuntime().removeShutdownHook(sweeper);
        stop();
    }
}
