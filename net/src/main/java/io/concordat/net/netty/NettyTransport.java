package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerReceiver;
import io.concordat.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport of one node: a port for nodes, a port for clients, and a link to every peer. Thread-safe; only
 * {@link #bind}, {@link #start} and {@link #close} wait, for sockets and threads of their own.
 */
public final class NettyTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    /** How long a client may take for what it was sent, or for a frame it has begun: longer than any honest one. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long STALL_CHECK_MILLIS = 5_000;

    private final Config config;
    private final Endpoint endpoint;
    private final WireCounters counters = new WireCounters();
    private final IoLoops loops;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Map<Integer, InetSocketAddress> addresses = new ConcurrentHashMap<>();
    private volatile SortedMap<Integer, PeerLink> links = Collections.emptySortedMap();
    private volatile @Nullable Plane peerPlane;
    private volatile @Nullable ClientPlane clientPlane;
    private volatile @Nullable Channel peerPort;
    private volatile @Nullable Channel clientPort;
    /** Handshakes of clients are computed here: however many come, the threads of connections stay free. */
    private final ExecutorService handshakes;

    private boolean closed;

    /**
     * @param peers where every other member listens for nodes; port 0 means "not known yet", see {@link #locate}
     * @param configDigest of the agreed configuration, which all nodes must share
     * @param ioThreads at least 1
     */
    public record Config(
            int self,
            Bytes cluster,
            Bytes configDigest,
            InetSocketAddress peerListen,
            InetSocketAddress clientListen,
            SortedMap<Integer, InetSocketAddress> peers,
            Security security,
            Limits limits,
            int ioThreads) {
        public Config {
            peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
            if (self <= 0 || cluster.isEmpty() || configDigest.isEmpty() || ioThreads < 1) {
                throw new IllegalArgumentException("node, cluster, configuration and threads must be given");
            }
            for (int node : peers.keySet()) {
                if (security.tls()
                        && node != self
                        && !security.trust().members().containsKey(node)) {
                    throw new IllegalArgumentException("no key is enrolled for node " + node);
                }
            }
        }
    }

    public NettyTransport(Config config) {
        this.config = config;
        endpoint = new Endpoint(
                config.self(), config.cluster(), config.configDigest(), config.security(), config.limits(), counters);
        loops = new IoLoops("io-node-" + config.self(), config.ioThreads());
        handshakes =
                Executors.newSingleThreadExecutor(new DefaultThreadFactory("handshake-node-" + config.self(), true));
        config.peers().forEach(this::locate);
    }

    /** Where {@code node} listens for nodes from now on; used by the next dial. */
    public void locate(int node, InetSocketAddress address) {
        if (address.getPort() != 0) {
            addresses.put(node, address);
        }
    }

    /**
     * Binds both ports without accepting yet, so that ephemeral ports are known before {@link #start}. Idempotent.
     *
     * @throws UncheckedIOException if a port is taken
     */
    public synchronized void bind() {
        if (peerPort == null && !closed) {
            Channel peers = listen(config.peerListen(), true);
            peerPort = peers;
            clientPort = listen(config.clientListen(), false);
        }
    }

    @Override
    public synchronized void start(PeerReceiver peers, ClientReceiver clients) {
        if (peerPlane != null || closed) {
            throw new IllegalStateException("a transport starts once");
        }
        bind();
        SortedMap<Integer, PeerLink> all = new TreeMap<>();
        for (int node : config.peers().keySet()) {
            if (node != config.self()) {
                PeerDialler dialler = node > config.self()
                        ? new PeerDialler(endpoint, loops, channels, node, () -> addresses.get(node))
                        : null;
                all.put(node, new PeerLink(endpoint, node, peers, dialler));
            }
        }
        links = Collections.unmodifiableSortedMap(all);
        peerPlane = new PeerPlane(endpoint, links);
        clientPlane = new ClientPlane(endpoint, clients);
        if (!config.security().tls()) {
            LOG.warn("node {}: INSECURE, no TLS: whoever reaches the ports is whoever it claims to be", config.self());
        }
        loops.every(STALL_CHECK_MILLIS, () -> closeStalled(STALL_NANOS));
        accept(peerPort);
        accept(clientPort);
        links.values().forEach(PeerLink::start);
    }

    /** Cuts off clients that have made no progress for so long. */
    void closeStalled(long nanos) {
        ClientPlane plane = clientPlane;
        if (plane != null) {
            plane.closeStalled(nanos);
        }
    }

    /** Bytes held for clients: unsent ones, and those of frames begun and not ended. 0 at rest. */
    public long clientBytes() {
        ClientPlane plane = clientPlane;
        return plane == null ? 0 : plane.heldBytes();
    }

    /** Connections of clients that have said hello. */
    public int clientConnections() {
        ClientPlane plane = clientPlane;
        return plane == null ? 0 : plane.connections();
    }

    @Override
    public void send(int node, Lane lane, Frame frame) {
        PeerLink link = links.get(node);
        if (link == null || frame.length() > config.limits().peerFrameBytes()) {
            LOG.error("node {}: {} of {} bytes to node {} dropped", config.self(), frame.kind(), frame.length(), node);
            counters.droppedFrames.increment();
            return;
        }
        link.send(lane, frame);
    }

    @Override
    public void prepare(int node, Lane lane, Executor pool, Runnable task) {
        PeerLink link = links.get(node);
        try {
            (link == null ? pool : link.preparing(lane, pool)).execute(task);
        } catch (RejectedExecutionException e) {
            pool.execute(task); // its thread has ended under us: the frame will find no connection either
        }
    }

    /** The address bound for nodes; valid after {@link #bind}. */
    public InetSocketAddress peerAddress() {
        return bound(peerPort);
    }

    /** The address bound for clients; valid after {@link #bind}. */
    public InetSocketAddress clientAddress() {
        return bound(clientPort);
    }

    /** Why the last attempt to connect with {@code node} was refused, by either side; empty while connected. */
    public Optional<Refusal> refusal(int node) {
        PeerLink link = links.get(node);
        return link == null ? Optional.empty() : link.refusal();
    }

    public WireCounters counters() {
        return counters;
    }

    /** Waits until the ports are free and the threads gone, unless called on one of them. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        links.values().forEach(PeerLink::close);
        channels.close();
        loops.close();
        handshakes.shutdownNow();
    }

    private Channel listen(InetSocketAddress address, boolean forPeers) {
        Strangers strangers = new Strangers(config.limits().halfOpenConnections(), counters);
        ChannelFuture bound = loops.server()
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        Plane plane = plane(forPeers);
                        endpoint.accept(
                                channel, forPeers ? null : handshakes, new Greeting(endpoint, strangers, plane));
                    }
                })
                .handler(new AcceptPace(
                        forPeers ? Integer.MAX_VALUE : config.limits().handshakesPerSecond()))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause()));
        }
        channels.add(bound.channel());
        return bound.channel();
    }

    private Plane plane(boolean forPeers) {
        Plane plane = forPeers ? peerPlane : clientPlane;
        if (plane == null) {
            throw new IllegalStateException("a connection was accepted before the start");
        }
        return plane;
    }

    private static void accept(@Nullable Channel port) {
        if (port != null) {
            port.config().setAutoRead(true);
        }
    }

    private static InetSocketAddress bound(@Nullable Channel port) {
        if (port == null) {
            throw new IllegalStateException("the transport is not bound");
        }
        return (InetSocketAddress) port.localAddress();
    }
}
