package io.concordat.net.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Lets only so many connections a second in: each costs a handshake, milliseconds of signatures, before anything is
 * known of who knocks. Who comes too fast waits in the kernel's queue, and is dropped there when that is full. Sits on
 * the listening channel.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private double tokens;
    private long last = System.nanoTime();

    /** A second's worth may come at once. */
    AcceptPace(int perSecond) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
        long now = System.nanoTime();
        tokens = Math.min(perSecond, tokens + (now - last) / (double) SECOND * perSecond) - 1;
        last = now;
        if (tokens < 0) {
            ctx.channel().config().setAutoRead(false);
            long pause = (long) (-tokens / perSecond * SECOND) + 1;
            ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), pause, TimeUnit.NANOSECONDS);
        }
        ctx.fireChannelRead(connection);
    }
}
