package io.concordat.net;

import io.concordat.bytes.Bytes;
import io.concordat.runtime.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Dials nodes of the same process. Thread-safe. */
final class InProcessDialer implements ClientDialer {
    private final InProcessNetwork network;
    private final Bytes clientKey;
    private final boolean admin;
    private final Loop loop;
    private final Set<InProcessConnection> open = new LinkedHashSet<>();

    InProcessDialer(InProcessNetwork network, Bytes clientKey, boolean admin, Loop loop) {
        this.network = network;
        this.clientKey = clientKey;
        this.admin = admin;
        this.loop = loop;
    }

    @Override
    public void dial(int node, Listener listener) {
        loop.execute(() -> {
            InProcessNetwork.Joined joined = network.joined(node);
            if (joined == null) {
                listener.closed("CONNECTION_LOST", "node " + node + " does not run in this process");
            } else {
                InProcessConnection.open(joined, this, listener, network.bound());
            }
        });
    }

    Bytes clientKey() {
        return clientKey;
    }

    boolean admin() {
        return admin;
    }

    Loop loop() {
        return loop;
    }

    void opened(InProcessConnection connection) {
        synchronized (open) {
            open.add(connection);
        }
    }

    void forget(InProcessConnection connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    @Override
    public void close() {
        List<InProcessConnection> all;
        synchronized (open) {
            all = List.copyOf(open);
        }
        all.forEach(connection -> connection.close("the client was closed"));
    }
}
