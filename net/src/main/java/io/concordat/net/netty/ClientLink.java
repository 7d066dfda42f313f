package io.concordat.net.netty;

import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's standing connection to a node. */
final class ClientLink extends ChannelInboundHandlerAdapter implements ClientDialer.Link {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLink.class);
    private static final Set<FrameKind> ANSWERS = Collections.unmodifiableSet(EnumSet.of(
            FrameKind.REPLIES,
            FrameKind.QUERY_REPLY,
            FrameKind.EVENTS,
            FrameKind.STATUS_REPLY,
            FrameKind.ADMIN_REPLY,
            FrameKind.PROOF_REPLY));

    private final Channel channel;
    private final ClientDialer.Listener listener;
    private final OutboundQueue outbound;
    private final int longest;
    private volatile Refusal reason = new Refusal(ErrorCode.CONNECTION_LOST, "the node closed the connection");
    private boolean reported;

    ClientLink(Channel channel, ClientDialer.Listener listener, Limits limits) {
        this.channel = channel;
        this.listener = listener;
        this.outbound = new OutboundQueue(channel, limits.connectionOutboundBytes());
        this.longest = limits.clientFrameBytes();
    }

    @Override
    public void send(Frame frame) {
        if (frame.length() > longest) {
            close(new Refusal(
                    ErrorCode.MALFORMED, "a request of " + frame.length() + " bytes, a node takes " + longest));
        } else if (!outbound.offer(frame)) {
            // A request silently dropped would be waited for; a broken connection is retried.
            close(new Refusal(ErrorCode.CONNECTION_LOST, "more is waiting to be sent than the bound allows"));
        }
    }

    @Override
    public void close() {
        close(new Refusal(ErrorCode.CONNECTION_LOST, "closed by this side"));
    }

    private void close(Refusal why) {
        reason = why;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws MalformedException {
        if (!(message instanceof Frame frame)) {
            return;
        }
        if (frame.kind() == FrameKind.REJECT) {
            reason = Refusal.decode(frame.header());
            Endpoint.stopReading(channel);
            ctx.close();
        } else if (ANSWERS.contains(frame.kind())) {
            listener.received(frame);
        } else {
            throw new MalformedException("a node sent " + frame.kind() + " to a client");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!reported) {
            reported = true;
            listener.closed(reason.code().name(), reason.message());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException
                || cause instanceof MalformedException
                || cause instanceof DecoderException)) {
            LOG.error("connection to {}", channel.remoteAddress(), cause);
        }
        reason = DialHello.explain(cause);
        Endpoint.stopReading(channel);
        ctx.close();
    }
}
