package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials one peer, all lanes at once, and again after a pause that doubles from 50 ms to 1 s while nothing comes of
 * it.
 */
final class PeerDialler {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDialler.class);
    private static final long SHORTEST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 1_000;

    private final Endpoint endpoint;
    private final IoLoops loops;
    private final ChannelGroup channels;
    private final int node;
    private final Supplier<@Nullable InetSocketAddress> address;
    private volatile long pauseMillis = SHORTEST_MILLIS;

    PeerDialler(
            Endpoint endpoint,
            IoLoops loops,
            ChannelGroup channels,
            int node,
            Supplier<@Nullable InetSocketAddress> address) {
        this.endpoint = endpoint;
        this.loops = loops;
        this.channels = channels;
        this.node = node;
        this.address = address;
    }

    void dial(PeerLink link) {
        long generation = link.begin();
        if (generation < 0) {
            return;
        }
        InetSocketAddress target = address.get();
        if (target == null) {
            link.refused(generation, new Refusal(ErrorCode.CONNECTION_LOST, "its address is not known yet"));
            return;
        }
        PeerHello facts = link.hello();
        for (Lane lane : Lane.values()) {
            Hello hello = endpoint.hello(HelloRole.PEER, node, lane, generation, facts);
            var result = new Opening(link, lane, generation);
            var bootstrap = loops.client().handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channels.add(channel);
                    Bytes pinned = endpoint.security().trust().members().get(node);
                    endpoint.dial(channel, pinned, new DialHello(endpoint, hello, result));
                }
            });
            loops.connect(bootstrap, target, cause -> result.refused(DialHello.explain(cause)));
        }
    }

    /** On an I/O thread: the receiver's callbacks come from nowhere else. */
    void dialSoon(PeerLink link) {
        loops.next().execute(() -> dial(link));
    }

    void dialLater(PeerLink link) {
        long pause = pauseMillis;
        pauseMillis = Math.min(LONGEST_MILLIS, pause * 2);
        // Jitter: nodes that lost each other together must not all dial in step.
        long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        try {
            loops.next().schedule(() -> dial(link), jittered, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("not dialling node {} again: closed", node, e);
        }
    }

    void succeeded() {
        pauseMillis = SHORTEST_MILLIS;
    }

    /** The other side is there and will not have us: nothing changes until somebody changes it. */
    void slowDown() {
        pauseMillis = LONGEST_MILLIS;
    }

    private final class Opening implements DialHello.Result {
        private final PeerLink link;
        private final Lane lane;
        private final long generation;

        private Opening(PeerLink link, Lane lane, long generation) {
            this.link = link;
            this.lane = lane;
            this.generation = generation;
        }

        @Override
        public void accepted(ChannelHandlerContext ctx, DialHello hello, Hello theirs) {
            var channel = new LaneChannel(link, lane, generation, ctx.channel(), endpoint);
            Endpoint.establish(ctx, hello, endpoint.limits().peerFrameBytes(), channel);
            if (!link.join(generation, channel, theirs.facts())) {
                channel.close();
            }
        }

        @Override
        public void refused(Refusal refusal) {
            link.refused(generation, refusal);
        }
    }
}
