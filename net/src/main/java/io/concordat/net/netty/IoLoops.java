package io.concordat.net.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The I/O threads and the kind of socket they serve: epoll where the native library loads, else the JDK's selector.
 *
 * <p>A connection whose other end has vanished is found by the kernel's keep-alive (11 s with epoll), which costs no
 * frames on lanes that are idle by nature.
 */
final class IoLoops implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int BACKLOG = 256;
    /**
     * Netty's adaptive default gives chunks back and zeroes new ones all the time: measured with TLS, a message of
     * 150 KB cost 377 us through it and 286 us through this one, of 700 bytes 11.5 and 8.8.
     */
    private static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final ExecutorService names;

    IoLoops(String name, int threads) {
        ThreadFactory factory = new DefaultThreadFactory(name, true);
        names = Executors.newSingleThreadExecutor(new DefaultThreadFactory(name + "-names", true));
        epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(
                threads, factory, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** Does not accept before its auto-read is switched on. */
    ServerBootstrap server() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, BUFFERS)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            bootstrap
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, 5)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, 2)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, 3)
                    .childOption(EpollChannelOption.TCP_USER_TIMEOUT, 10_000);
        }
        return bootstrap;
    }

    Bootstrap client() {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.ALLOCATOR, BUFFERS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            bootstrap
                    .option(EpollChannelOption.TCP_KEEPIDLE, 5)
                    .option(EpollChannelOption.TCP_KEEPINTVL, 2)
                    .option(EpollChannelOption.TCP_KEEPCNT, 3)
                    .option(EpollChannelOption.TCP_USER_TIMEOUT, 10_000);
        }
        return bootstrap;
    }

    /**
     * Connects, or tells why not. A name is looked up at every attempt, on a thread of its own because the lookup
     * blocks.
     */
    void connect(Bootstrap bootstrap, InetSocketAddress target, Consumer<Throwable> failed) {
        String host = target.getHostString();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            connectNow(bootstrap, new InetSocketAddress(host, target.getPort()), failed);
            return;
        }
        try {
            names.execute(() -> {
                InetSocketAddress found = new InetSocketAddress(host, target.getPort());
                if (found.isUnresolved()) {
                    failed.accept(new UnknownHostException(host));
                } else {
                    connectNow(bootstrap, found, failed);
                }
            });
        } catch (RejectedExecutionException e) {
            failed.accept(e);
        }
    }

    private static void connectNow(Bootstrap bootstrap, InetSocketAddress target, Consumer<Throwable> failed) {
        bootstrap.connect(target).addListener(connected -> {
            if (!connected.isSuccess()) {
                failed.accept(connected.cause());
            }
        });
    }

    /** Until {@link #close}. */
    void every(long millis, Runnable task) {
        group.next().scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    EventLoop next() {
        return group.next();
    }

    /** Waits for the threads to end, unless called on one of them. */
    @Override
    public void close() {
        boolean ours = false;
        for (var executor : group) {
            ours |= executor.inEventLoop();
        }
        names.shutdownNow();
        var ended = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        if (!ours) {
            ended.awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}
