package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The port for nodes. A client's key never gets past it, whatever role its hello claims. */
final class PeerPlane implements Plane {
    private final Endpoint endpoint;
    private final SortedMap<Integer, PeerLink> links;

    PeerPlane(Endpoint endpoint, SortedMap<Integer, PeerLink> links) {
        this.endpoint = endpoint;
        this.links = links;
    }

    @Override
    public boolean enrolled(Bytes key) {
        return endpoint.security().trust().node(key).isPresent();
    }

    @Override
    public @Nullable Refusal admit(ChannelHandlerContext ctx, Greeting greeting, Hello theirs, Bytes key) {
        if (theirs.role() != HelloRole.PEER) {
            return new Refusal(ErrorCode.WRONG_IDENTITY, "this port is for nodes");
        }
        if (endpoint.security().tls()) {
            Optional<Integer> owner = endpoint.security().trust().node(key);
            if (owner.isEmpty() || owner.get() != theirs.node()) {
                return new Refusal(ErrorCode.WRONG_IDENTITY, "this key is not node " + theirs.node() + "'s");
            }
        }
        PeerLink link = links.get(theirs.node());
        if (link == null) {
            return new Refusal(ErrorCode.WRONG_IDENTITY, "node " + theirs.node() + " is not a member");
        }
        return link.accept(ctx, greeting, theirs);
    }
}
