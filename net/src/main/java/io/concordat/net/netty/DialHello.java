package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The dialling side of a connection until the node dialled has answered: says hello first, then judges the answer. */
final class DialHello extends ChannelInboundHandlerAdapter {
    private final Endpoint endpoint;
    private final Hello ours;
    private final Result result;
    private @Nullable ScheduledFuture<?> patience;
    private boolean decided;

    DialHello(Endpoint endpoint, Hello ours, Result result) {
        this.endpoint = endpoint;
        this.ours = ours;
        this.result = result;
    }

    /** Exactly one is called, once, on the event loop. */
    interface Result {
        /** Puts its own handler in the place of {@code hello}. */
        void accepted(ChannelHandlerContext ctx, DialHello hello, Hello theirs);

        void refused(Refusal refusal);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        patience = ctx.executor()
                .schedule(
                        () -> fail(ctx, new Refusal(ErrorCode.CONNECTION_LOST, "no hello within 5 s")),
                        Endpoint.HELLO_MILLIS,
                        TimeUnit.MILLISECONDS);
        // Under TLS it waits in the handler until the other side has proved the pinned key.
        Endpoint.write(ctx.channel(), ours.toFrame());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws MalformedException {
        if (decided || !(message instanceof Frame frame)) {
            return;
        }
        if (frame.kind() == FrameKind.REJECT) {
            fail(ctx, Refusal.decode(frame.header()));
            return;
        }
        Hello theirs = Hello.decode(frame);
        Refusal refusal = theirs.mismatch(endpoint.cluster(), configurationToDemand(theirs));
        if (refusal == null && (theirs.role() != HelloRole.PEER || theirs.node() != ours.toNode())) {
            refusal = new Refusal(
                    ErrorCode.WRONG_IDENTITY,
                    "node " + ours.toNode() + " was dialled, node " + theirs.node() + " answered");
        }
        if (refusal == null && (theirs.toNode() != ours.node() || theirs.lane() != laneToDemand())) {
            refusal = new Refusal(ErrorCode.MALFORMED, "the hello answers another one");
        }
        if (refusal != null) {
            fail(ctx, refusal);
            return;
        }
        decide();
        result.accepted(ctx, this, theirs);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, new Refusal(ErrorCode.CONNECTION_LOST, "closed before the hello"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, explain(cause));
    }

    static Refusal explain(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return new Refusal(ErrorCode.WRONG_IDENTITY, String.valueOf(at.getMessage()));
            }
            if (at instanceof MalformedException) {
                return new Refusal(ErrorCode.MALFORMED, String.valueOf(at.getMessage()));
            }
        }
        return new Refusal(ErrorCode.CONNECTION_LOST, String.valueOf(cause.getMessage()));
    }

    private void fail(ChannelHandlerContext ctx, Refusal refusal) {
        Endpoint.stopReading(ctx.channel());
        ctx.close();
        if (!decided) {
            decide();
            result.refused(refusal);
        }
    }

    private void decide() {
        decided = true;
        if (patience != null) {
            patience.cancel(false);
        }
    }

    /** A client that does not know the digest takes the node's as given. */
    private Bytes configurationToDemand(Hello theirs) {
        boolean unknown =
                ours.role() != HelloRole.PEER && endpoint.configuration().isEmpty();
        return unknown ? theirs.configuration() : endpoint.configuration();
    }

    private @Nullable Lane laneToDemand() {
        return ours.role() == HelloRole.PEER ? ours.lane() : Lane.CONTROL;
    }
}
