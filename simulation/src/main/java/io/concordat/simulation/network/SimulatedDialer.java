package io.concordat.simulation.network;

import io.concordat.bytes.Bytes;
import io.concordat.net.ClientDialer;
import io.concordat.simulation.time.Activity;
import io.concordat.simulation.time.Life;

/** A client process's side of the wire. */
final class SimulatedDialer implements ClientDialer {
    private static final long CONNECT_TIMEOUT_NANOS = 1_000_000_000;

    private final SimulatedNetwork network;
    private final int machine;
    private final Life life;
    private final Bytes clientKey;

    SimulatedDialer(SimulatedNetwork network, int machine, Life life, Bytes clientKey) {
        this.network = network;
        this.machine = machine;
        this.life = life;
        this.clientKey = clientKey;
    }

    @Override
    public void dial(int node, Listener listener) {
        life.effect();
        if (network.wire(machine, node).isCut() || network.wire(node, machine).isCut()) {
            fail(CONNECT_TIMEOUT_NANOS, listener, "connect timed out");
            return;
        }
        long there = network.latency(machine, node);
        network.time().after(there, null, Activity.CONNECT, () -> {
            PeerEndpoint endpoint = network.listener(node);
            if (endpoint == null) {
                fail(network.latency(node, machine), listener, "connection refused");
                return;
            }
            ClientLine line =
                    new ClientLine(network, new ClientLine.Ends(machine, life, clientKey, endpoint, listener));
            network.opened(line);
            line.open();
        });
    }

    private void fail(long delay, Listener listener, String why) {
        network.time().after(delay, life, Activity.CLIENT, () -> listener.closed("CONNECTION_LOST", why));
    }

    @Override
    public void close() {
        network.clientGone(life);
    }
}
