package io.concordat.simulation.network;

import io.concordat.net.ClientReceiver;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerReceiver;
import io.concordat.net.Transport;
import io.concordat.simulation.time.Life;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transport of one life of one node. */
final class PeerEndpoint implements Transport {
    private final SimulatedNetwork network;
    private final int node;
    private final Life life;
    private @Nullable PeerReceiver peers;
    private @Nullable ClientReceiver clients;
    private boolean open;

    PeerEndpoint(SimulatedNetwork network, int node, Life life) {
        this.network = network;
        this.node = node;
        this.life = life;
    }

    Life life() {
        return life;
    }

    int node() {
        return node;
    }

    boolean listening() {
        return open && life.alive();
    }

    PeerReceiver peers() {
        return Objects.requireNonNull(peers, "started");
    }

    ClientReceiver clients() {
        return Objects.requireNonNull(clients, "started");
    }

    @Override
    public void start(PeerReceiver peerReceiver, ClientReceiver clientReceiver) {
        life.effect();
        peers = peerReceiver;
        clients = clientReceiver;
        open = true;
        network.listening(this);
    }

    @Override
    public void send(int to, Lane lane, Frame frame) {
        life.effect();
        network.send(this, to, lane, frame);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            network.gone(this, true);
        }
    }
}
