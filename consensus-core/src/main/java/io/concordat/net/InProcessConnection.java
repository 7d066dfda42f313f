package io.concordat.net;

import io.concordat.bytes.Bytes;
import io.concordat.runtime.Loop;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client's connection within the process, as both its ends see it. */
final class InProcessConnection implements ClientConnection {
    private final InProcessNetwork.Joined node;
    private final InProcessDialer dialer;
    private final ClientDialer.Listener listener;
    private final Loop clientLoop;
    private final InProcessPipe toNode;
    private final InProcessPipe toClient;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile ClientReceiver receiver = REFUSES;

    private InProcessConnection(
            InProcessNetwork.Joined node, InProcessDialer dialer, ClientDialer.Listener listener, int bound) {
        this.node = node;
        this.dialer = dialer;
        this.listener = listener;
        this.clientLoop = dialer.loop();
        this.toClient = new InProcessPipe(clientLoop, bound, listener::received);
        this.toNode = new InProcessPipe(node.loop(), bound, frame -> receiver.received(this, frame));
    }

    static void open(InProcessNetwork.Joined node, InProcessDialer dialer, ClientDialer.Listener listener, int bound) {
        InProcessConnection connection = new InProcessConnection(node, dialer, listener, bound);
        ClientReceiver accepted = node.accept(connection);
        if (accepted == null) {
            listener.closed("CONNECTION_LOST", "the node stops");
            return;
        }
        connection.receiver = accepted;
        dialer.opened(connection);
        node.loop().execute(() -> accepted.opened(connection));
        listener.opened(connection.new ClientEnd());
    }

    private static final ClientReceiver REFUSES = new ClientReceiver() {
        @Override
        public void opened(ClientConnection client) {}

        @Override
        public void received(ClientConnection client, Frame frame) {}

        @Override
        public void closed(ClientConnection client) {}
    };

    @Override
    public Bytes clientKey() {
        return dialer.clientKey();
    }

    @Override
    public boolean admin() {
        return dialer.admin();
    }

    @Override
    public void send(Frame frame) {
        if (!toClient.offer(frame)) {
            close("the client does not read");
        }
    }

    @Override
    public void pause() {
        toNode.pause();
    }

    @Override
    public void resume() {
        toNode.resume();
    }

    @Override
    public void close(String reason) {
        if (closed.compareAndSet(false, true)) {
            toNode.close();
            node.forget(this);
            dialer.forget(this);
            node.loop().execute(() -> receiver.closed(this));
            clientLoop.execute(() -> {
                toClient.close();
                listener.closed("CONNECTION_LOST", reason);
            });
        }
    }

    /** The client's end. */
    private final class ClientEnd implements ClientDialer.Link {
        @Override
        public void send(Frame frame) {
            if (!toNode.offer(frame)) {
                InProcessConnection.this.close("the node does not read");
            }
        }

        @Override
        public void close() {
            InProcessConnection.this.close("closed by the client");
        }
    }
}
