package io.concordat.replica;

import io.concordat.bytes.MalformedException;
import io.concordat.crypto.Envelope;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerReceiver;
import io.concordat.net.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps what a node sends, and hands it what a test makes up. */
final class FakeTransport implements Transport {
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable PeerReceiver peers;
    private volatile @Nullable ClientReceiver clients;
    private volatile boolean closed;
    private volatile java.util.function.Consumer<Frame> onSend = frame -> {};

    PeerReceiver peers() {
        return Objects.requireNonNull(peers);
    }

    ClientReceiver clients() {
        return Objects.requireNonNull(clients);
    }

    void onSend(java.util.function.Consumer<Frame> then) {
        onSend = then;
    }

    boolean closed() {
        return closed;
    }

    /** "node:text" in the order of sending. */
    List<String> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    @Override
    public void start(PeerReceiver toPeers, ClientReceiver toClients) {
        peers = toPeers;
        clients = toClients;
    }

    @Override
    public void send(int node, Lane lane, Frame frame) {
        try {
            sent.add(node + ":" + Envelope.parse(frame).body().toUtf8());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        onSend.accept(frame);
    }

    @Override
    public void close() {
        closed = true;
    }
}
