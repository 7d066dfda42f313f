package io.concordat.jepsen.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One port that leads to another. Confined to the network's thread, but for what says otherwise. */
final class Link {
    private final Network.Ends ends;
    private final InetSocketAddress target;
    private final Random random;
    private final LongConsumer later;
    private final ServerSocketChannel server;
    private final List<Connection> connections = new ArrayList<>();
    private @Nullable Selector selector;
    private Conditions there = Conditions.GOOD;
    private Conditions back = Conditions.GOOD;
    private volatile int count;

    /** @param later asked to call {@link #proceed} at that nanosecond */
    Link(Network.Ends ends, InetSocketAddress target, Random random, LongConsumer later) throws IOException {
        this.ends = ends;
        this.target = target;
        this.random = random;
        this.later = later;
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(ends.door(), 0));
        server.configureBlocking(false);
    }

    /** Any thread. */
    int port() {
        return server.socket().getLocalPort();
    }

    /** Any thread. */
    int connections() {
        return count;
    }

    void listen(Selector on) {
        selector = on;
        try {
            server.register(on, SelectionKey.OP_ACCEPT, (Runnable) this::accept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void set(boolean forward, Conditions conditions) {
        if (forward) {
            there = conditions;
        } else {
            back = conditions;
        }
        proceed();
    }

    void reset() {
        List.copyOf(connections).forEach(connection -> connection.close(true));
    }

    void close() {
        List.copyOf(connections).forEach(connection -> connection.close(false));
        try {
            server.close();
        } catch (IOException e) {
            // It listens to nobody any more, which is all that was wanted.
            return;
        }
    }

    void proceed() {
        List.copyOf(connections).forEach(Connection::proceed);
    }

    private void accept() {
        try {
            SocketChannel near = server.accept();
            if (near != null && selector != null) {
                connections.add(new Connection(near, selector));
                count = connections.size();
                proceed();
            }
        } catch (IOException e) {
            // The dialler has gone again.
            return;
        }
    }

    /** Two sockets and what is on its way between them. */
    private final class Connection {
        private final SocketChannel near;
        private final SocketChannel far;
        private final SelectionKey nearKey;
        private final SelectionKey farKey;
        private final Flow out;
        private final Flow in;
        private boolean dialled;

        Connection(SocketChannel near, Selector selector) throws IOException {
            this.near = near;
            near.configureBlocking(false);
            near.setOption(StandardSocketOptions.TCP_NODELAY, true);
            far = SocketChannel.open();
            far.configureBlocking(false);
            if (ends.face() != null) {
                far.bind(new InetSocketAddress(ends.face(), 0));
            }
            far.setOption(StandardSocketOptions.TCP_NODELAY, true);
            out = new Flow(near, far, random, later);
            in = new Flow(far, near, random, later);
            nearKey = near.register(selector, 0, (Runnable) this::proceed);
            farKey = far.register(selector, 0, (Runnable) this::proceed);
        }

        void proceed() {
            try {
                if (!connected()) {
                    return;
                }
                boolean open = out.move(there) && in.move(back);
                if (!open) {
                    close(false);
                    return;
                }
                nearKey.interestOps(out.wants(SelectionKey.OP_READ) | in.wants(SelectionKey.OP_WRITE));
                farKey.interestOps(in.wants(SelectionKey.OP_READ) | out.wants(SelectionKey.OP_WRITE));
            } catch (IOException | java.nio.channels.CancelledKeyException e) {
                close(true);
            }
        }

        /** Nobody is dialled through a cut link; the dialler's kernel believes it is connected, and waits. */
        private boolean connected() throws IOException {
            if (!dialled) {
                if (there.cut() || back.cut()) {
                    return false;
                }
                dialled = true;
                if (!far.connect(target)) {
                    farKey.interestOps(SelectionKey.OP_CONNECT);
                }
            }
            return far.isConnected() || (far.isConnectionPending() && far.finishConnect());
        }

        void close(boolean abruptly) {
            connections.remove(this);
            count = connections.size();
            for (SocketChannel channel : List.of(near, far)) {
                try {
                    if (abruptly && channel.isOpen()) {
                        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    }
                    channel.close();
                } catch (IOException e) {
                    // Closed by its other end already.
                    continue;
                }
            }
        }
    }
}
