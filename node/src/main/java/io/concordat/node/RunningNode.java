package io.concordat.node;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import io.concordat.error.ErrorCode;
import io.concordat.log.GroupContext;
import io.concordat.membership.Membership;
import io.concordat.net.netty.Ed25519Key;
import io.concordat.net.netty.NettyTransport;
import io.concordat.net.netty.PinnedTrust;
import io.concordat.net.netty.Security;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFile.GroupEntry;
import io.concordat.node.config.ClusterFile.NodeEntry;
import io.concordat.node.config.ClusterFiles;
import io.concordat.node.config.ConfigRefused;
import io.concordat.node.config.NodeFile;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import io.concordat.replica.HostSetup;
import io.concordat.replica.HostSetup.HostedGroup;
import io.concordat.replica.ReplicaHost;
import io.concordat.replica.StartRefused;
import io.concordat.runtime.ThreadRuntime;
import io.concordat.storage.DataDirectory;
import io.concordat.storage.RocksDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node assembled from its directory: RocksDB, Netty, protocol, services. Several may run in one process. */
public final class RunningNode implements AutoCloseable {
    private final ClusterFile cluster;
    private final NodeEntry entry;
    private final ReplicaHost host;
    private final NettyTransport transport;
    private final ThreadRuntime runtime;

    private RunningNode(
            ClusterFile cluster, NodeEntry entry, ReplicaHost host, NettyTransport transport, ThreadRuntime runtime) {
        this.cluster = cluster;
        this.entry = entry;
        this.host = host;
        this.transport = transport;
        this.runtime = runtime;
    }

    /**
     * Blocks until the node serves.
     *
     * @param home a directory {@code node-I} as init writes it
     * @param failed called once, on any thread, when storage or an invariant has failed; the process should end
     * @throws ConfigRefused for files that make no sense
     * @throws StartRefused for a directory that is foreign, damaged or held by another process, or a port that is taken
     */
    public static RunningNode start(Path home, Consumer<String> failed) throws StartRefused {
        return start(home, failed, UnaryOperator.identity());
    }

    /** As above, with a last word on what the node is made of: how a node is made to lie. */
    static RunningNode start(Path home, Consumer<String> failed, UnaryOperator<HostSetup> turn) throws StartRefused {
        NodeFile own = NodeFile.read(home);
        ClusterFile cluster = ClusterFiles.read(home.resolve(ClusterFile.NAME));
        NodeEntry entry = cluster.node(own.node());
        Protocols.checkSettings(cluster.protocol(), cluster.settings());
        Ed25519Key key = key(home, entry);
        ThreadRuntime runtime = new ThreadRuntime("node-" + entry.node());
        @Nullable RocksDisk disk = null;
        @Nullable NettyTransport transport = null;
        try {
            disk = disk(home.resolve(NodeFile.DATA), cluster, own);
            transport = new NettyTransport(wiring(cluster, own, entry, key));
            transport.bind();
            HostSetup setup = new HostSetup(
                    entry.node(),
                    cluster.id(),
                    cluster.genesis(),
                    cluster.signatures(),
                    cluster.settings(),
                    cluster.limits(),
                    Protocols.named(cluster.protocol()),
                    groups(cluster),
                    disk,
                    transport,
                    runtime,
                    new Ed25519Signer(key.seed()),
                    new Ed25519Verifier(),
                    new ProcessFacts(cluster.tls(), own.sync(), failed));
            return new RunningNode(cluster, entry, ReplicaHost.start(turn.apply(setup)), transport, runtime);
        } catch (StorageException e) {
            release(transport, disk, runtime);
            throw new StartRefused(e.code(), String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            release(transport, disk, runtime);
            throw new StartRefused(ErrorCode.STORAGE_FAILED, String.valueOf(e.getMessage()), e);
        } catch (StartRefused | RuntimeException e) {
            release(transport, disk, runtime);
            throw e;
        }
    }

    public ClusterFile cluster() {
        return cluster;
    }

    public NodeEntry entry() {
        return entry;
    }

    /** Stops cleanly: the log is synced and sealed, ports and files are free when it returns. */
    @Override
    public void close() {
        host.close();
        runtime.close();
    }

    /** Vanishes from the network in the middle of whatever it does, then releases its files: for demonstrations. */
    public void crash() {
        transport.close();
        close();
    }

    private static Ed25519Key key(Path home, NodeEntry entry) {
        Path file = home.resolve(NodeFile.KEY_FILE);
        try {
            Ed25519Key key = Ed25519Key.read(file);
            if (!key.publicKey().equals(entry.publicKey())) {
                throw new ConfigRefused(
                        ErrorCode.WRONG_IDENTITY,
                        file + " is not the key that cluster.toml enrols for node " + entry.node(),
                        entry.publicKey().toHex());
            }
            return key;
        } catch (IOException e) {
            throw new ConfigRefused(ErrorCode.WRONG_IDENTITY, "no key: " + e.getMessage(), "a PEM file of mode 0600");
        }
    }

    private static RocksDisk disk(Path data, ClusterFile cluster, NodeFile own) throws IOException {
        DataDirectory directory = DataDirectory.open(data, cluster.id(), own.node());
        boolean fresh = directory.fresh();
        if (fresh) {
            // A first start that was killed half-way promised nothing, because formatted() was not reached.
            discard(data.resolve("log"));
            discard(data.resolve("slots"));
        }
        RocksDisk disk = RocksDisk.open(directory, own.sync(), own.reserveBytes());
        try {
            if (fresh) {
                Membership genesis = cluster.genesis();
                for (GroupEntry group : cluster.groups()) {
                    RecordLog.format(
                            disk, new GroupContext(cluster.id(), group.id(), genesis.epoch()), genesis, own.node());
                }
                directory.formatted();
            }
            return disk;
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    private static void discard(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.filter(p -> !p.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private static NettyTransport.Config wiring(ClusterFile cluster, NodeFile own, NodeEntry entry, Ed25519Key key) {
        TreeMap<Integer, InetSocketAddress> peers = new TreeMap<>();
        TreeMap<Integer, Bytes> members = new TreeMap<>();
        for (NodeEntry other : cluster.nodes()) {
            peers.put(other.node(), InetSocketAddress.createUnresolved(other.host(), other.peerPort()));
            members.put(other.node(), other.publicKey());
        }
        PinnedTrust trust = new PinnedTrust(members, new TreeSet<>(cluster.clients()), new TreeSet<>(cluster.admins()));
        Security security = cluster.tls() ? Security.tls(key, trust) : Security.insecure(key.publicKey());
        String listen = own.settings().text("listen", entry.host());
        return new NettyTransport.Config(
                entry.node(),
                cluster.id(),
                cluster.digest(),
                new InetSocketAddress(listen, entry.peerPort()),
                new InetSocketAddress(listen, entry.clientPort()),
                peers,
                security,
                cluster.limits(),
                own.ioThreads());
    }

    private static List<HostedGroup> groups(ClusterFile cluster) {
        Limits limits = cluster.limits();
        return cluster.groups().stream()
                .map(g -> new HostedGroup(g.id(), g.name(), Mount.services(g.services(), limits)))
                .toList();
    }

    private static void release(@Nullable NettyTransport transport, @Nullable RocksDisk disk, ThreadRuntime runtime) {
        if (transport != null) {
            transport.close();
        }
        if (disk != null) {
            try {
                disk.close();
            } catch (IOException e) {
                // The reason for not starting is already on its way; a directory left unsealed is merely checked again.
                runtime.close();
                return;
            }
        }
        runtime.close();
    }
}
