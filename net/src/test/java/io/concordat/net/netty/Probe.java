package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Dials a port with any key and any hello, and tells what came back: "welcome", or an error code. */
final class Probe implements AutoCloseable {
    private final IoLoops loops = new IoLoops("probe", 1);
    private final Endpoint endpoint;

    Probe(Security security) {
        endpoint =
                new Endpoint(1, TestCluster.CLUSTER, TestCluster.DIGEST, security, Limits.DEFAULTS, new WireCounters());
    }

    String dial(InetSocketAddress target, Bytes pinned, Hello hello) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        DialHello.Result result = new DialHello.Result() {
            @Override
            public void accepted(ChannelHandlerContext ctx, DialHello dialHello, Hello theirs) {
                answer.complete("welcome");
            }

            @Override
            public void refused(Refusal refusal) {
                answer.complete(refusal.code().name());
            }
        };
        var bootstrap = loops.client().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                endpoint.dial(channel, pinned, new DialHello(endpoint, hello, result));
            }
        });
        loops.connect(bootstrap, target, cause -> result.refused(DialHello.explain(cause)));
        return answer.get(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        loops.close();
    }
}
