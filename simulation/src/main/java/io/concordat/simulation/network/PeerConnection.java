package io.concordat.simulation.network;

import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.PeerReceiver;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All lanes between two lives. Hellos cross first; a side that has been told {@code connected} is told {@code
 * disconnected}
 * exactly once, unless it dies.
 */
final class PeerConnection {
    private final SimulatedNetwork network;
    private final Side first;
    private final Side second;
    private boolean closed;

    /** One end. */
    private final class Side {
        final PeerEndpoint endpoint;
        final List<Channel<Frame>> outgoing = new ArrayList<>();
        boolean told;

        Side(PeerEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        int node() {
            return endpoint.node();
        }

        Life life() {
            return endpoint.life();
        }
    }

    PeerConnection(SimulatedNetwork network, PeerEndpoint first, PeerEndpoint second) {
        this.network = network;
        this.first = new Side(first);
        this.second = new Side(second);
        wireUp(this.first, this.second);
        wireUp(this.second, this.first);
    }

    private void wireUp(Side from, Side to) {
        for (Lane lane : Lane.values()) {
            Flow flow = new Flow();
            Channel<Frame> channel = network.channel(
                    from.node(),
                    to.node(),
                    new Channel.End<>(
                            to.life(),
                            Activity.DELIVER,
                            frame -> deliver(from, to, lane, frame, flow),
                            () -> network.broken(this, false, false)));
            flow.channel = channel;
            from.outgoing.add(channel);
        }
    }

    private static final class Flow implements PeerReceiver.Flow {
        private @Nullable Channel<Frame> channel;

        @Override
        public void pause() {
            if (channel != null) {
                channel.pause();
            }
        }

        @Override
        public void resume() {
            if (channel != null) {
                channel.resume();
            }
        }
    }

    private void deliver(Side from, Side to, Lane lane, Frame frame, Flow flow) {
        if (!closed) {
            network.observer().delivered(from.node(), to.node(), frame);
            to.endpoint.peers().received(from.node(), lane, frame, flow);
        }
    }

    /** The first speaks, the second answers; each learns of the connection when the other's hello arrives. */
    void open() {
        network.time().after(1_000, first.life(), Activity.CONNECT, () -> {
            if (closed) {
                return;
            }
            PeerHello hello = first.endpoint.peers().hello(second.node());
            network.time()
                    .after(
                            network.latency(first.node(), second.node()),
                            second.life(),
                            Activity.CONNECT,
                            () -> answer(hello));
        });
    }

    private void answer(PeerHello hello) {
        if (closed) {
            return;
        }
        PeerHello reply = second.endpoint.peers().hello(first.node());
        long heard = network.time().now() + network.latency(second.node(), first.node());
        second.outgoing.forEach(c -> c.notBefore(heard + 1));
        network.time().at(heard, first.life(), Activity.CONNECT, () -> {
            if (!closed) {
                first.told = true;
                first.endpoint.peers().connected(second.node(), reply);
            }
        });
        second.told = true;
        second.endpoint.peers().connected(first.node(), hello);
    }

    boolean isBetween(int a, int b) {
        return (first.node() == a && second.node() == b) || (first.node() == b && second.node() == a);
    }

    boolean touches(int node) {
        return first.node() == node || second.node() == node;
    }

    boolean stands() {
        return first.told && second.told && !closed;
    }

    void send(int from, Lane lane, Frame frame) {
        Side side = first.node() == from ? first : second;
        if (side.told && !closed) {
            side.outgoing.get(lane.ordinal()).send(frame, frame.length(), true);
        }
    }

    /** Ends it; {@code resetAtFirst}: whether that side's kernel says so at once. */
    void close(boolean resetAtFirst, boolean resetAtSecond) {
        if (closed) {
            return;
        }
        closed = true;
        first.outgoing.forEach(Channel::close);
        second.outgoing.forEach(Channel::close);
        tell(first, second.node(), resetAtFirst);
        tell(second, first.node(), resetAtSecond);
    }

    private void tell(Side side, int peer, boolean reset) {
        if (side.told) {
            side.told = false;
            long delay = network.latency(peer, side.node());
            network.time().after(delay, side.life(), Activity.CONNECT, () -> side.endpoint
                    .peers()
                    .disconnected(peer, reset));
        }
    }

    /** Whether this connection joins exactly these two lives. */
    boolean joins(PeerEndpoint a, PeerEndpoint b) {
        return holds(a) && holds(b);
    }

    boolean holds(PeerEndpoint endpoint) {
        return first.endpoint == endpoint || second.endpoint == endpoint;
    }

    boolean firstIs(int node) {
        return first.node() == node;
    }
}
