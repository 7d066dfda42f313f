package io.concordat.net.netty;

import io.concordat.bytes.MalformedException;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerReceiver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lane's connection to a peer, after the hello. */
final class LaneChannel extends ChannelInboundHandlerAdapter implements PeerReceiver.Flow {
    private static final Logger LOG = LoggerFactory.getLogger(LaneChannel.class);

    private final PeerLink link;
    private final Lane lane;
    private final long generation;
    private final Channel channel;
    private final OutboundQueue outbound;
    private final WireCounters counters;
    private volatile boolean closedByUs;

    LaneChannel(PeerLink link, Lane lane, long generation, Channel channel, Endpoint endpoint) {
        this.link = link;
        this.lane = lane;
        this.generation = generation;
        this.channel = channel;
        this.outbound = new OutboundQueue(channel, endpoint.limits().connectionOutboundBytes());
        this.counters = endpoint.counters();
    }

    Lane lane() {
        return lane;
    }

    boolean offer(Frame frame) {
        return outbound.offer(frame);
    }

    Executor ioThread() {
        return channel.eventLoop();
    }

    void close() {
        closedByUs = true;
        channel.close();
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
        if (closedByUs || !(message instanceof Frame frame)) {
            return;
        }
        if (frame.kind() != FrameKind.PEER) {
            throw new MalformedException("a node sent " + frame.kind() + " on lane " + lane);
        }
        link.received(lane, frame, this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // Ended from over there, by a reset or in order: either way that process, or the way to it, is gone.
        link.lost(generation, !closedByUs, "lane " + lane + " closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof MalformedException || cause instanceof DecoderException) {
            counters.malformed.increment();
            closedByUs = true;
        } else if (!(cause instanceof IOException)) {
            LOG.error("node {} lane {}", link.node(), lane, cause);
            closedByUs = true;
        } else if (String.valueOf(cause.getMessage()).contains("timed out")) {
            // Our own kernel gave up on silence; the other one has not said that the process is gone.
            closedByUs = true;
        }
        LOG.info("closing lane {} of node {}: {}", lane, link.node(), cause.toString());
        Endpoint.stopReading(channel);
        ctx.close();
    }
}
