package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.net.ClientDialer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A client's connections to nodes' client ports. Under TLS the node dialled must prove the key enrolled for its number;
 * nothing is sent to anybody else. Thread-safe.
 */
public final class NettyDialer implements ClientDialer {
    private final Config config;
    private final Endpoint endpoint;
    private final IoLoops loops;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean closed;

    /**
     * @param configDigest empty if the client does not know it: then the node's is taken as it is
     * @param nodes where each node listens for clients
     * @param security whose trust lists the nodes' keys as members
     */
    public record Config(
            Bytes cluster,
            Bytes configDigest,
            boolean admin,
            SortedMap<Integer, InetSocketAddress> nodes,
            Security security,
            Limits limits,
            int ioThreads) {
        public Config {
            nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        }
    }

    public NettyDialer(Config config) {
        this.config = config;
        endpoint = new Endpoint(
                0, config.cluster(), config.configDigest(), config.security(), config.limits(), new WireCounters());
        loops = new IoLoops("io-client", config.ioThreads());
    }

    @Override
    public void dial(int node, Listener listener) {
        InetSocketAddress address = config.nodes().get(node);
        if (address == null || closed) {
            listener.closed(
                    ErrorCode.CONNECTION_LOST.name(),
                    closed ? "the dialer is closed" : "node " + node + " has no address");
            return;
        }
        HelloRole role = config.admin() ? HelloRole.ADMIN : HelloRole.CLIENT;
        Hello hello = endpoint.hello(role, node, null, 0, Hello.NO_FACTS);
        var result = new Opening(listener);
        var bootstrap = loops.client().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channels.add(channel);
                Bytes pinned = endpoint.security().trust().members().get(node);
                endpoint.dial(channel, pinned, new DialHello(endpoint, hello, result));
            }
        });
        loops.connect(bootstrap, address, cause -> result.refused(DialHello.explain(cause)));
    }

    /** Closes every connection; their listeners hear of it. Waits for the threads, unless called on one of them. */
    @Override
    public void close() {
        closed = true;
        channels.close();
        loops.close();
    }

    private final class Opening implements DialHello.Result {
        private final Listener listener;

        private Opening(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void accepted(ChannelHandlerContext ctx, DialHello hello, Hello theirs) {
            ClientLink link = new ClientLink(ctx.channel(), listener, config.limits());
            // A reply may carry more than a request: a node's frames are as long as between nodes.
            Endpoint.establish(ctx, hello, config.limits().peerFrameBytes(), link);
            listener.opened(link);
        }

        @Override
        public void refused(Refusal refusal) {
            listener.closed(refusal.code().name(), refusal.message());
        }
    }
}
