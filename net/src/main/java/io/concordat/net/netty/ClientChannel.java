package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.net.ClientConnection;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.runtime.Budget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection, after the hello. */
final class ClientChannel extends ChannelInboundHandlerAdapter implements ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientChannel.class);
    private static final Set<FrameKind> ASKED = Collections.unmodifiableSet(
            EnumSet.of(FrameKind.BUNDLE, FrameKind.QUERY, FrameKind.STATUS, FrameKind.ADMIN, FrameKind.PROOF));

    private final ClientPlane plane;
    private final Channel channel;
    private final Bytes key;
    private final boolean admin;
    private final OutboundQueue outbound;
    private final int longest;
    private final WireCounters counters;
    private volatile boolean closing;
    private boolean reported;

    ClientChannel(ClientPlane plane, Channel channel, Bytes key, boolean admin, Endpoint endpoint, Budget part) {
        this.plane = plane;
        this.channel = channel;
        this.key = key;
        this.admin = admin;
        this.outbound = new OutboundQueue(channel, endpoint.limits().connectionOutboundBytes(), part);
        this.longest = endpoint.limits().peerFrameBytes();
        this.counters = endpoint.counters();
    }

    @Override
    public Bytes clientKey() {
        return key;
    }

    @Override
    public boolean admin() {
        return admin;
    }

    @Override
    public void send(Frame frame) {
        if (frame.length() > longest) {
            LOG.error("a {} of {} bytes is longer than a client takes", frame.kind(), frame.length());
            close("its reply is too long");
        } else if (!closing && !outbound.offer(frame)) {
            cutOff(counters.slowReaders, "it does not read its replies");
        }
    }

    @Override
    public void close(String reason) {
        closing = true;
        LOG.info("closing client {}: {}", channel.remoteAddress(), reason);
        channel.close();
    }

    /** Closes it when it has made no progress for {@code patience} nanoseconds, reading or writing. Any thread. */
    void closeIfStalled(long patience) {
        long now = System.nanoTime();
        if (outbound.stalledNanos(now) > patience) {
            cutOff(counters.slowReaders, "it does not read its replies");
            return;
        }
        channel.eventLoop().execute(() -> {
            FrameDecoder decoder = channel.pipeline().get(FrameDecoder.class);
            if (decoder == null) {
                return;
            }
            if (!channel.config().isAutoRead()) {
                decoder.excuse(now);
            } else if (decoder.partialNanos(now) > patience) {
                cutOff(counters.slowSenders, "it does not finish what it began to send");
            }
        });
    }

    /** Counted once: on its way out it is still seen by looks that were due already. */
    private void cutOff(LongAdder such, String reason) {
        if (!closing) {
            such.increment();
            close(reason);
        }
    }

    @Override
    public void pause() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws MalformedException {
        if (closing || !(message instanceof Frame frame)) {
            return;
        }
        if (!ASKED.contains(frame.kind())) {
            throw new MalformedException("a client sent " + frame.kind());
        }
        plane.receiver().received(this, frame);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        if (!reported) {
            reported = true;
            plane.closed(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof MalformedException || cause instanceof DecoderException) {
            counters.malformed.increment();
        } else if (!(cause instanceof IOException)) {
            LOG.error("client {}", channel.remoteAddress(), cause);
        }
        Endpoint.stopReading(channel);
        close(cause.toString());
    }
}
