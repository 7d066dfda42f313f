package io.concordat.simulation.network;

import io.concordat.bytes.Bytes;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.Transport;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import io.concordat.simulation.time.SeededRandom;
import io.concordat.simulation.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wires between all machines, and the connections that stand on them. A killed process resets its connections
 * within
 * milliseconds; a machine without power and a cut wire are only ever noticed by silence.
 */
public final class SimulatedNetwork {
    private static final long MILLI = 1_000_000;

    private final VirtualTime time;
    private final SeededRandom random;
    private final int nodes;
    private final int endpoints;
    private final int outboundBytes;
    private final Wire[] wires;
    private final @Nullable PeerEndpoint[] listening;
    private final List<PeerConnection> connections = new ArrayList<>();
    private final List<ClientLine> lines = new ArrayList<>();
    private NetworkObserver observer = (from, to, frame) -> {};

    /** Nodes are numbered from 1 to {@code nodes}; client machines follow. */
    public SimulatedNetwork(VirtualTime time, SeededRandom random, int nodes, int clients, int outboundBytes) {
        this.time = time;
        this.random = random;
        this.nodes = nodes;
        this.endpoints = nodes + clients + 1;
        this.outboundBytes = outboundBytes;
        this.wires = new Wire[endpoints * endpoints];
        for (int i = 0; i < wires.length; i++) {
            wires[i] = new Wire();
        }
        this.listening = new PeerEndpoint[nodes + 1];
    }

    public void observe(NetworkObserver who) {
        observer = who;
    }

    /** The direction from one machine to another; client machine {@code c} (from 0) is {@code nodes + 1 + c}. */
    public Wire wire(int from, int to) {
        return wires[from * endpoints + to];
    }

    public int machines() {
        return endpoints - 1;
    }

    public Transport transport(int node, Life life) {
        return new PeerEndpoint(this, node, life);
    }

    /** {@code clientKey}: what the client proves to hold when it connects. */
    public ClientDialer dialer(int machine, Life life, Bytes clientKey) {
        return new SimulatedDialer(this, machine, life, clientKey);
    }

    /** A client process has ended; its kernel closes what it had open. */
    public void clientGone(Life client) {
        List.copyOf(lines).stream()
                .filter(l -> l.belongsTo(client))
                .forEach(l -> l.close("CONNECTION_LOST", "the client has gone"));
    }

    /** Whether the client machine takes what its connections, those it has now, bring it. */
    public void reads(int machine, boolean whether) {
        lines.stream().filter(l -> l.comesFrom(machine)).forEach(l -> l.clientReads(whether));
    }

    /** Whether a connection stands between replicas {@code a} and {@code b} as they live now, not an earlier life. */
    public boolean connected(int a, int b) {
        PeerConnection connection = between(a, b);
        PeerEndpoint one = listening[a];
        PeerEndpoint other = listening[b];
        return connection != null
                && connection.stands()
                && one != null
                && other != null
                && connection.joins(one, other);
    }

    /** The process on {@code node} has died; its kernel resets what it had open. */
    public void processDied(int node) {
        PeerEndpoint endpoint = listening[node];
        if (endpoint != null) {
            gone(endpoint, true);
        }
    }

    /** The machine has lost its power: nobody is told. Others notice after a while, by a timeout of their own. */
    public void powerLost(int node) {
        PeerEndpoint endpoint = listening[node];
        if (endpoint != null) {
            gone(endpoint, false);
        }
    }

    /** Both kernels drop the connection, as a middlebox makes them do. */
    public boolean reset(int a, int b) {
        PeerConnection connection = between(a, b);
        if (connection == null) {
            return false;
        }
        broken(connection, true, true);
        return true;
    }

    /** Every client connection to {@code node} is reset. */
    public void resetClients(int node) {
        List.copyOf(lines).stream().filter(l -> l.leadsTo(node)).forEach(l -> l.close("CONNECTION_LOST", "reset"));
    }

    /** To be called when a wire was cut: connections over it are given up after a while if it stays so. */
    public void wireCut(int a, int b) {
        time.after(random.between(1_500, 6_000) * MILLI, null, Activity.CONNECT, () -> giveUp(a, b));
    }

    private void giveUp(int a, int b) {
        if (!wire(a, b).isCut() && !wire(b, a).isCut()) {
            return;
        }
        if (a <= nodes && b <= nodes) {
            PeerConnection connection = between(a, b);
            if (connection != null) {
                broken(connection, false, false);
            }
        }
        for (ClientLine line : List.copyOf(lines)) {
            if (line.isBetween(a, b)) {
                line.close("CONNECTION_LOST", "timed out");
            }
        }
    }

    void listening(PeerEndpoint endpoint) {
        listening[endpoint.node()] = endpoint;
        for (int other = 1; other <= nodes; other++) {
            if (other != endpoint.node()) {
                dialLater(endpoint.node(), other, random.between(0, 2_000_000));
            }
        }
    }

    void gone(PeerEndpoint endpoint, boolean reset) {
        if (listening[endpoint.node()] != endpoint) {
            return;
        }
        listening[endpoint.node()] = null;
        long delay = reset ? random.between(0, 2 * MILLI) : random.between(500, 5_000) * MILLI;
        for (PeerConnection connection : List.copyOf(connections)) {
            if (connection.touches(endpoint.node())) {
                boolean heFirst = connection.firstIs(endpoint.node());
                time.after(
                        delay, null, Activity.CONNECT, () -> broken(connection, reset && !heFirst, reset && heFirst));
            }
        }
        for (ClientLine line : List.copyOf(lines)) {
            if (line.leadsTo(endpoint.node())) {
                time.after(delay, null, Activity.CONNECT, () -> line.close("CONNECTION_LOST", "connection reset"));
            }
        }
    }

    void broken(PeerConnection connection, boolean resetAtFirst, boolean resetAtSecond) {
        if (connections.remove(connection)) {
            connection.close(resetAtFirst, resetAtSecond);
            for (int a = 1; a <= nodes; a++) {
                for (int b = a + 1; b <= nodes; b++) {
                    if (connection.isBetween(a, b)) {
                        dialLater(a, b, random.between(10, 150) * MILLI);
                    }
                }
            }
        }
    }

    private void dialLater(int a, int b, long delay) {
        time.after(delay, null, Activity.CONNECT, () -> dial(a, b));
    }

    private void dial(int a, int b) {
        PeerEndpoint one = listening[a];
        PeerEndpoint other = listening[b];
        if (one == null || other == null || !one.listening() || !other.listening()) {
            return; // Whoever starts to listen dials again.
        }
        PeerConnection standing = between(a, b);
        if (standing != null) {
            if (!standing.joins(one, other)) {
                dialLater(a, b, random.between(10, 150) * MILLI); // Remains of an earlier life are about to be noticed.
            }
            return;
        }
        if (wire(a, b).isCut() || wire(b, a).isCut()) {
            dialLater(a, b, random.between(50, 250) * MILLI);
            return;
        }
        PeerConnection connection = new PeerConnection(this, one, other);
        connections.add(connection);
        connection.open();
    }

    private @Nullable PeerConnection between(int a, int b) {
        for (PeerConnection connection : connections) {
            if (connection.isBetween(a, b)) {
                return connection;
            }
        }
        return null;
    }

    void send(PeerEndpoint from, int to, Lane lane, Frame frame) {
        observer.sent(from.node(), to, frame);
        PeerConnection connection = between(from.node(), to);
        if (connection != null && connection.holds(from)) {
            connection.send(from.node(), lane, frame);
        }
    }

    @Nullable
    PeerEndpoint listener(int node) {
        PeerEndpoint endpoint = listening[node];
        return endpoint != null && endpoint.listening() ? endpoint : null;
    }

    <T> Channel<T> channel(int from, int to, Channel.End<T> end) {
        return new Channel<>(time, random, wire(from, to), end, outboundBytes);
    }

    void opened(ClientLine line) {
        lines.add(line);
    }

    void closed(ClientLine line) {
        lines.remove(line);
    }

    long latency(int from, int to) {
        return wire(from, to).latency(random);
    }

    SeededRandom random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    NetworkObserver observer() {
        return observer;
    }
}
