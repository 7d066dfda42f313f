package io.concordat.net;

import io.concordat.bytes.Bytes;
import io.concordat.runtime.Loop;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Connects nodes and clients of one process without sockets, keys or TLS: for groups of one node, and for clusters in
 * users' unit tests. Every frame is handed over on a loop of its receiver. Thread-safe.
 */
public final class InProcessNetwork {
    private final Map<Integer, Joined> nodes = new TreeMap<>();
    private final int bound;

    /** {@code bound}: bytes under way per connection and lane. */
    public InProcessNetwork(int bound) {
        this.bound = bound;
    }

    /** The transport of {@code node}; its callbacks run on {@code loop}. It joins when it is started. */
    public Transport transport(int node, Loop loop) {
        return new Joined(node, loop);
    }

    /** A client with this key, an administrator or not; its callbacks run on {@code loop}. */
    public ClientDialer dialer(Bytes clientKey, boolean admin, Loop loop) {
        return new InProcessDialer(this, clientKey, admin, loop);
    }

    synchronized @Nullable Joined joined(int node) {
        return nodes.get(node);
    }

    int bound() {
        return bound;
    }

    private synchronized void join(Joined node) {
        if (nodes.putIfAbsent(node.number, node) != null) {
            throw new IllegalStateException("node " + node.number + " runs already");
        }
        for (Joined other : nodes.values()) {
            if (other != node) {
                node.connect(other);
                other.connect(node);
            }
        }
    }

    private synchronized void leave(Joined node) {
        if (nodes.remove(node.number, node)) {
            nodes.values().forEach(other -> other.disconnect(node.number));
        }
    }

    /** A node as the others reach it. */
    final class Joined implements Transport {
        private final int number;
        private final Loop loop;
        private final Map<Integer, Map<Lane, InProcessPipe>> outbound = new TreeMap<>();
        private final Set<InProcessConnection> clientConnections = new LinkedHashSet<>();
        private @Nullable PeerReceiver peers;
        private @Nullable ClientReceiver clients;

        private Joined(int number, Loop loop) {
            this.number = number;
            this.loop = loop;
        }

        @Override
        public void start(PeerReceiver peerReceiver, ClientReceiver clientReceiver) {
            synchronized (this) {
                peers = peerReceiver;
                clients = clientReceiver;
            }
            join(this);
        }

        @Override
        public void send(int node, Lane lane, Frame frame) {
            InProcessPipe pipe;
            synchronized (this) {
                Map<Lane, InProcessPipe> lanes = outbound.get(node);
                pipe = lanes == null ? null : lanes.get(lane);
            }
            if (pipe != null) {
                pipe.offer(frame);
            }
        }

        @Override
        public void close() {
            leave(this);
            List<InProcessConnection> open;
            synchronized (this) {
                outbound.values().forEach(lanes -> lanes.values().forEach(InProcessPipe::close));
                outbound.clear();
                open = List.copyOf(clientConnections);
                clientConnections.clear();
                clients = null;
            }
            open.forEach(connection -> connection.close("the node stops"));
        }

        Loop loop() {
            return loop;
        }

        /** Returns what the node does with clients, or null when it no longer takes any. */
        synchronized @Nullable ClientReceiver accept(InProcessConnection connection) {
            if (clients != null) {
                clientConnections.add(connection);
            }
            return clients;
        }

        synchronized void forget(InProcessConnection connection) {
            clientConnections.remove(connection);
        }

        private synchronized PeerReceiver peers() {
            if (peers == null) {
                throw new IllegalStateException("node " + number + " was not started");
            }
            return peers;
        }

        /** Opens lanes to {@code other}, which hears of it before anything sent along them. */
        private synchronized void connect(Joined other) {
            PeerReceiver theirs = other.peers();
            Map<Lane, InProcessPipe> lanes = new EnumMap<>(Lane.class);
            for (Lane lane : Lane.values()) {
                InProcessPipe[] self = new InProcessPipe[1];
                self[0] = new InProcessPipe(other.loop, bound, frame -> theirs.received(number, lane, frame, self[0]));
                lanes.put(lane, self[0]);
            }
            outbound.put(other.number, lanes);
            PeerHello mine = peers().hello(other.number);
            other.loop.execute(() -> theirs.connected(number, mine));
        }

        private synchronized void disconnect(int node) {
            Map<Lane, InProcessPipe> lanes = outbound.remove(node);
            if (lanes != null) {
                lanes.values().forEach(InProcessPipe::close);
            }
            PeerReceiver mine = peers();
            loop.execute(() -> mine.disconnected(node, true));
        }
    }
}
