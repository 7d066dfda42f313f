package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Lane;
import io.concordat.runtime.Budget;
import io.netty.channel.ChannelHandlerContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The port for clients and administrators; counts connections in total and per key. Thread-safe. */
final class ClientPlane implements Plane {
    private final Endpoint endpoint;
    private final ClientReceiver receiver;
    private final Budget outbound;
    private final Budget receiving;
    private final Map<Bytes, OfKey> keys = new TreeMap<>();
    private final Set<ClientChannel> clients = new LinkedHashSet<>();

    /** One client key's connections and what they hold. */
    private static final class OfKey {
        private final Budget outbound;
        private final Budget receiving;
        private int connections;

        private OfKey(Budget outbound, Budget receiving) {
            this.outbound = outbound;
            this.receiving = receiving;
        }
    }

    ClientPlane(Endpoint endpoint, ClientReceiver receiver) {
        this.endpoint = endpoint;
        this.receiver = receiver;
        this.outbound = new Budget(endpoint.limits().outboundBytes());
        this.receiving = new Budget(endpoint.limits().receivingBytes());
    }

    @Override
    public boolean enrolled(Bytes key) {
        return endpoint.security().trust().client(key);
    }

    @Override
    public @Nullable Refusal admit(ChannelHandlerContext ctx, Greeting greeting, Hello theirs, Bytes key) {
        boolean tls = endpoint.security().tls();
        boolean admin = tls ? endpoint.security().trust().admin(key) : theirs.role() == HelloRole.ADMIN;
        if (theirs.role() == HelloRole.PEER || key.length() != 32) {
            return new Refusal(ErrorCode.WRONG_IDENTITY, "this port is for clients with an Ed25519 key");
        }
        if (theirs.role() == HelloRole.ADMIN && !admin) {
            return new Refusal(ErrorCode.WRONG_IDENTITY, "this key is not an administrator's");
        }
        ClientChannel client = enter(ctx, key, admin);
        if (client == null) {
            return new Refusal(ErrorCode.BUSY, "no more connections, in total or for this key");
        }
        Endpoint.establish(ctx, greeting, endpoint.limits().clientFrameBytes(), client);
        Endpoint.write(
                ctx.channel(),
                endpoint.hello(HelloRole.PEER, 0, Lane.CONTROL, 0, Hello.NO_FACTS)
                        .toFrame());
        receiver.opened(client);
        return null;
    }

    ClientReceiver receiver() {
        return receiver;
    }

    void closed(ClientChannel client) {
        leave(client);
        receiver.closed(client);
    }

    /** Closes those that have made no progress for {@code patience} nanoseconds. */
    void closeStalled(long patience) {
        List<ClientChannel> all;
        synchronized (this) {
            all = List.copyOf(clients);
        }
        all.forEach(client -> client.closeIfStalled(patience));
    }

    /** Bytes that wait to be sent, and those of frames begun and not ended; 0 at rest. */
    long heldBytes() {
        return outbound.taken() + receiving.taken();
    }

    synchronized int connections() {
        return clients.size();
    }

    private synchronized @Nullable ClientChannel enter(ChannelHandlerContext ctx, Bytes key, boolean admin) {
        OfKey of = keys.getOrDefault(key, new OfKey(outbound.part(), receiving.part()));
        if (clients.size() >= endpoint.limits().connections()
                || of.connections >= endpoint.limits().connectionsPerClient()) {
            return null;
        }
        of.connections++;
        keys.put(key, of);
        ctx.pipeline().get(FrameDecoder.class).account(of.receiving.part());
        ClientChannel client = new ClientChannel(this, ctx.channel(), key, admin, endpoint, of.outbound.part());
        clients.add(client);
        return client;
    }

    private synchronized void leave(ClientChannel client) {
        OfKey of = keys.get(client.clientKey());
        if (of != null && clients.remove(client)) {
            of.connections--;
            if (of.connections == 0) {
                keys.remove(client.clientKey());
            }
        }
    }
}
