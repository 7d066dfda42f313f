package io.concordat.node;

import io.concordat.bytes.Bytes;
import io.concordat.client.ClientSetup;
import io.concordat.client.ClientTimeouts;
import io.concordat.client.ClusterClient;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.net.netty.NettyDialer;
import io.concordat.net.netty.PinnedTrust;
import io.concordat.net.netty.Security;
import io.concordat.node.config.ClientFile;
import io.concordat.node.config.ClusterFile;
import io.concordat.node.config.ClusterFile.NodeEntry;
import io.concordat.runtime.ThreadRuntime;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A client of one group, assembled from the cluster's facts and a client's identity. Thread-safe. */
public final class ClusterConnection implements AutoCloseable {
    private final ClusterFile cluster;
    private final ClusterClient client;
    private final ThreadRuntime runtime;
    private final ExecutorService callbacks;

    private ClusterConnection(
            ClusterFile cluster, ClusterClient client, ThreadRuntime runtime, ExecutorService callbacks) {
        this.cluster = cluster;
        this.client = client;
        this.runtime = runtime;
        this.callbacks = callbacks;
    }

    /** Dials nobody yet. */
    public static ClusterConnection open(ClusterFile cluster, ClientFile identity, String group) {
        int number = cluster.group(group).id();
        TreeMap<Integer, InetSocketAddress> addresses = new TreeMap<>();
        TreeMap<Integer, Bytes> members = new TreeMap<>();
        for (NodeEntry node : cluster.nodes()) {
            addresses.put(node.node(), InetSocketAddress.createUnresolved(node.host(), node.clientPort()));
            members.put(node.node(), node.publicKey());
        }
        Bytes key = identity.key().publicKey();
        Security security = cluster.tls()
                ? Security.tls(identity.key(), new PinnedTrust(members, Set.of(), Set.of()))
                : Security.insecure(key);
        NettyDialer dialer = new NettyDialer(new NettyDialer.Config(
                cluster.id(), cluster.digest(), identity.admin(), addresses, security, cluster.limits(), 1));
        ThreadRuntime runtime = new ThreadRuntime("client");
        ExecutorService callbacks = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "client-callbacks");
            thread.setDaemon(true);
            return thread;
        });
        ClusterClient client = new ClusterClient(new ClientSetup(
                cluster.id(),
                number,
                cluster.nodes().stream().map(NodeEntry::node).toList(),
                key,
                cluster.signatures() ? new Ed25519Signer(identity.key().seed()) : null,
                dialer,
                runtime,
                callbacks,
                cluster.limits(),
                ClientTimeouts.DEFAULTS,
                Protocols.named(cluster.protocol()).replies()));
        return new ClusterConnection(cluster, client, runtime, callbacks);
    }

    public ClusterFile cluster() {
        return cluster;
    }

    public ClusterClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        runtime.close();
        callbacks.shutdown();
    }
}
