package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accepting side of a connection until the other side's hello has been judged. */
final class Greeting extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private final Endpoint endpoint;
    private final Strangers strangers;
    private final Plane plane;
    private @Nullable ScheduledFuture<?> patience;
    private boolean judged;

    Greeting(Endpoint endpoint, Strangers strangers, Plane plane) {
        this.endpoint = endpoint;
        this.strangers = strangers;
        this.plane = plane;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        strangers.enter(ctx.channel());
        patience = ctx.executor()
                .schedule(
                        () -> {
                            endpoint.counters().helloTimeouts.increment();
                            ctx.close();
                        },
                        Endpoint.HELLO_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws MalformedException {
        if (judged || !(message instanceof Frame frame)) {
            return;
        }
        judged = true;
        done(ctx);
        Refusal refusal = judge(ctx, frame);
        if (refusal != null) {
            endpoint.counters().refused.increment();
            if (endpoint.counters().mayLog()) {
                LOG.warn("refused {}: {}", ctx.channel().remoteAddress(), refusal);
            }
            Endpoint.writeAndClose(ctx.channel(), refusal.toFrame());
        }
    }

    private @Nullable Refusal judge(ChannelHandlerContext ctx, Frame frame) throws MalformedException {
        if (frame.kind() != FrameKind.HELLO) {
            throw new MalformedException("expected a hello, found " + frame.kind());
        }
        Bytes key = Bytes.EMPTY;
        if (endpoint.security().tls()) {
            Optional<Bytes> proven = Endpoint.provenKey(ctx.channel());
            if (proven.isEmpty() || !plane.enrolled(proven.get())) {
                return new Refusal(ErrorCode.WRONG_IDENTITY, "this key is not enrolled for this port");
            }
            key = proven.get();
        }
        Hello theirs = Hello.decode(frame);
        if (!endpoint.security().tls()) {
            key = theirs.key();
        }
        Refusal mismatch = theirs.mismatch(endpoint.cluster(), endpoint.configuration());
        if (mismatch != null) {
            return mismatch;
        }
        if (theirs.toNode() != endpoint.self()) {
            return new Refusal(
                    ErrorCode.WRONG_IDENTITY, "this is node " + endpoint.self() + ", not " + theirs.toNode());
        }
        return plane.admit(ctx, this, theirs, key);
    }

    private void done(ChannelHandlerContext ctx) {
        strangers.leave(ctx.channel());
        if (patience != null) {
            patience.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        done(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof MalformedException || cause instanceof DecoderException) {
            endpoint.counters().malformed.increment();
        }
        LOG.debug("closing {}: {}", ctx.channel().remoteAddress(), cause.toString());
        Endpoint.stopReading(ctx.channel());
        ctx.close();
    }
}
