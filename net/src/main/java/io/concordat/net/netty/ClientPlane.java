package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Lane;
import io.netty.channel.ChannelHandlerContext;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The port for clients and administrators; counts connections in total and per key. Thread-safe. */
final class ClientPlane implements Plane {
    private final Endpoint endpoint;
    private final ClientReceiver receiver;
    private final Map<Bytes, Integer> connections = new TreeMap<>();
    private int total;

    ClientPlane(Endpoint endpoint, ClientReceiver receiver) {
        this.endpoint = endpoint;
        this.receiver = receiver;
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
        if (!take(key)) {
            return new Refusal(ErrorCode.BUSY, "no more connections, in total or for this key");
        }
        ClientChannel client = new ClientChannel(this, ctx.channel(), key, admin, endpoint);
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
        release(client.clientKey());
        receiver.closed(client);
    }

    private synchronized boolean take(Bytes key) {
        int ofKey = connections.getOrDefault(key, 0);
        if (total >= endpoint.limits().connections()
                || ofKey >= endpoint.limits().connectionsPerClient()) {
            return false;
        }
        total++;
        connections.put(key, ofKey + 1);
        return true;
    }

    private synchronized void release(Bytes key) {
        total--;
        connections.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
}
