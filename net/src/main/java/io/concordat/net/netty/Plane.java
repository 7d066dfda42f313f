package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** What a port is for: nodes or clients. Called on event loops. */
interface Plane {
    /** Whether the key may use this port at all; asked before a byte of the hello is parsed. */
    boolean enrolled(Bytes key);

    /**
     * Takes over the connection whose cluster, configuration, version and addressee already agree: answers the hello
     * and
     * puts its own handler in the place of {@code greeting}; or says why not.
     */
    @Nullable
    Refusal admit(ChannelHandlerContext ctx, Greeting greeting, Hello theirs, Bytes key);
}
