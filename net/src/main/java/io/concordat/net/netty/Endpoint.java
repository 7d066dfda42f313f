package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ImmediateExecutor;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one process side share: who we are, whom we trust, what we bear.
 *
 * @param self our node number, 0 for a client
 */
record Endpoint(int self, Bytes cluster, Bytes configuration, Security security, Limits limits, WireCounters counters) {
    /** From the connection's first byte, TLS included, to the other side's hello. */
    static final long HELLO_MILLIS = 5_000;

    private static final int CLIENT_TRUSTED_BYTES = 64 << 10;

    Hello hello(HelloRole role, int toNode, @Nullable Lane lane, long attempt, PeerHello facts) {
        return new Hello(
                Hello.MIN_VERSION,
                Hello.MAX_VERSION,
                cluster,
                role,
                self,
                toNode,
                lane,
                attempt,
                facts,
                configuration,
                security.publicKey());
    }

    /** Dials a node; {@code pinned} is its key, null when insecure. */
    void dial(Channel channel, @Nullable Bytes pinned, ChannelHandler first) {
        TlsIdentity identity = security.identity();
        // An unpinned dial gets an impossible pin, so that it fails in the handshake and not open.
        SSLEngine engine = identity == null ? null : identity.dialling(pinned == null ? Bytes.EMPTY : pinned);
        open(channel, engine, ImmediateExecutor.INSTANCE, first);
    }

    /** Accepts a connection; its handshake is computed by {@code handshakes}, or where it is read if that is null. */
    void accept(Channel channel, @Nullable Executor handshakes, ChannelHandler first) {
        TlsIdentity identity = security.identity();
        SSLEngine engine = identity == null ? null : identity.accepting();
        open(channel, engine, handshakes == null ? ImmediateExecutor.INSTANCE : handshakes, first);
    }

    private void open(Channel channel, @Nullable SSLEngine engine, Executor handshakes, ChannelHandler first) {
        ChannelPipeline pipeline = channel.pipeline();
        if (engine != null) {
            SslHandler tls = new SslHandler(engine, handshakes);
            tls.setHandshakeTimeout(HELLO_MILLIS, TimeUnit.MILLISECONDS);
            tls.setCloseNotifyFlushTimeout(500, TimeUnit.MILLISECONDS);
            pipeline.addLast("tls", tls);
        }
        pipeline.addLast("frames", new FrameDecoder(limits.helloBytes(), CLIENT_TRUSTED_BYTES));
        pipeline.addLast("hello", first);
    }

    /** The hello is over: frames may be longer, and go to {@code next}. On the event loop. */
    static void establish(ChannelHandlerContext ctx, ChannelHandler hello, int frameBytes, ChannelHandler next) {
        ctx.pipeline().get(FrameDecoder.class).limit(frameBytes);
        ctx.pipeline().replace(hello, "established", next);
    }

    /** The key proved in the TLS handshake; empty without TLS. */
    static Optional<Bytes> provenKey(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? Optional.empty() : TlsIdentity.provenKey(tls);
    }

    static void write(Channel channel, Frame frame) {
        channel.writeAndFlush(FrameEncoder.encode(channel.alloc(), frame));
    }

    static void writeAndClose(Channel channel, Frame frame) {
        stopReading(channel);
        channel.writeAndFlush(FrameEncoder.encode(channel.alloc(), frame)).addListener(ChannelFutureListener.CLOSE);
    }

    static void stopReading(Channel channel) {
        FrameDecoder decoder = channel.pipeline().get(FrameDecoder.class);
        if (decoder != null) {
            decoder.end();
        }
    }
}
