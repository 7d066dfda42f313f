package io.concordat.simulation.network;

import io.concordat.bytes.Bytes;
import io.concordat.net.ClientConnection;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;

/** A connection between one client life and one node life: reliable and in order until it ends. */
final class ClientLine {
    private final SimulatedNetwork network;
    private final Ends ends;
    private final Channel<Frame> toNode;
    private final Channel<Frame> toClient;
    private final NodeSide nodeSide = new NodeSide();
    private boolean accepted;
    private boolean closed;

    /** Who talks to whom. */
    record Ends(int machine, Life client, Bytes clientKey, PeerEndpoint node, ClientDialer.Listener listener) {}

    ClientLine(SimulatedNetwork network, Ends ends) {
        this.network = network;
        this.ends = ends;
        Runnable damaged = () -> close("CONNECTION_LOST", "damaged frame");
        int node = ends.node.node();
        this.toNode = network.channel(
                ends.machine,
                node,
                new Channel.End<>(
                        ends.node.life(),
                        Activity.DELIVER,
                        frame -> ends.node.clients().received(nodeSide, frame),
                        damaged));
        this.toClient = network.channel(
                node, ends.machine, new Channel.End<>(ends.client, Activity.CLIENT, ends.listener::received, damaged));
    }

    void open() {
        network.time().after(1_000, ends.node.life(), Activity.CONNECT, () -> {
            if (!closed) {
                accepted = true;
                ends.node.clients().opened(nodeSide);
            }
        });
        long heard = network.time().now() + 2_000 + network.latency(ends.node.node(), ends.machine);
        toClient.notBefore(heard + 1);
        network.time().at(heard, ends.client, Activity.CLIENT, () -> {
            if (!closed) {
                ends.listener.opened(new ClientSide());
            }
        });
    }

    boolean leadsTo(int node) {
        return ends.node.node() == node;
    }

    boolean comesFrom(int machine) {
        return ends.machine == machine;
    }

    void clientReads(boolean whether) {
        if (whether) {
            toClient.resume();
        } else {
            toClient.pause();
        }
    }

    boolean belongsTo(Life client) {
        return ends.client == client;
    }

    boolean isBetween(int a, int b) {
        int node = ends.node.node();
        return (a == node && b == ends.machine) || (b == node && a == ends.machine);
    }

    /** Ends it at both sides. The client may hear that it closed without ever having heard that it opened. */
    void close(String code, String message) {
        if (closed) {
            return;
        }
        closed = true;
        toNode.close();
        toClient.close();
        network.closed(this);
        network.time()
                .after(
                        network.latency(ends.machine, ends.node.node()) + 2_000,
                        ends.node.life(),
                        Activity.CONNECT,
                        () -> {
                            if (accepted) {
                                ends.node.clients().closed(nodeSide);
                            }
                        });
        network.time()
                .after(
                        network.latency(ends.node.node(), ends.machine) + 2_000,
                        ends.client,
                        Activity.CLIENT,
                        () -> ends.listener.closed(code, message));
    }

    /** What the client holds. */
    private final class ClientSide implements ClientDialer.Link {
        @Override
        public void send(Frame frame) {
            ends.client.effect();
            // A connection never delivers a frame twice; the production client's own retries arrive twice.
            toNode.send(frame, frame.length(), false);
        }

        @Override
        public void close() {
            ClientLine.this.close("CONNECTION_LOST", "closed by the client");
        }
    }

    /** What the node holds. */
    private final class NodeSide implements ClientConnection {
        @Override
        public Bytes clientKey() {
            return ends.clientKey;
        }

        @Override
        public boolean admin() {
            return true; // the nemesis speaks through ordinary clients
        }

        @Override
        public void send(Frame frame) {
            ends.node.life().effect();
            if (!toClient.send(frame, frame.length(), false)) {
                ClientLine.this.close("CONNECTION_LOST", "the client does not read");
            }
        }

        @Override
        public void close(String reason) {
            ClientLine.this.close("CONNECTION_LOST", reason);
        }

        @Override
        public void pause() {
            toNode.pause();
        }

        @Override
        public void resume() {
            toNode.resume();
        }
    }
}
