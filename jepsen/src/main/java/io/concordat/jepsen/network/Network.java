package io.concordat.jepsen.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All links of a cluster, each a port that leads to another port, served by one thread. Whoever is to use a
 * link is told its port instead of the true one. Thread-safe.
 */
public final class Network implements AutoCloseable {
    private static final long LONGEST_NAP_MILLIS = 1_000;

    private final Selector selector;
    private final Random random;
    private final Map<Way, Link> links = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Who dials whom, by name. */
    public record Way(String from, String to) {}

    /** @param seed decides which pieces are lost or corrupted */
    public Network(long seed) throws IOException {
        selector = Selector.open();
        random = new Random(seed);
        thread = new Thread(this::serve, "network");
        thread.setDaemon(true);
        thread.start();
    }

    /** As below, with both ends on loopback. */
    public int link(String from, String to, InetSocketAddress target) throws IOException {
        return link(from, to, new Ends(InetAddress.getLoopbackAddress(), null), target);
    }

    /**
     * Where a link is to be found.
     *
     * @param door where it listens
     * @param face from where it dials; null for anywhere
     */
    public record Ends(InetAddress door, @Nullable InetAddress face) {}

    /** Opens a port for what {@code from} sends to {@code to}, which listens at {@code target}. Returns it. */
    public int link(String from, String to, Ends ends, InetSocketAddress target) throws IOException {
        Link link = new Link(ends, target, random, this::later);
        synchronized (links) {
            links.put(new Way(from, to), link);
        }
        order(() -> link.listen(selector));
        return link.port();
    }

    /** Bytes from {@code from} to {@code to} fare like this from now on, whichever of the two dialled. */
    public void set(String from, String to, Conditions conditions) {
        change(way -> way.equals(new Way(from, to)), true, conditions);
        change(way -> way.equals(new Way(to, from)), false, conditions);
    }

    /** Everything gets through again. */
    public void heal() {
        change(way -> true, true, Conditions.GOOD);
        change(way -> true, false, Conditions.GOOD);
    }

    private void change(Predicate<Way> which, boolean forward, Conditions conditions) {
        for (Link link : links(which)) {
            order(() -> link.set(forward, conditions));
        }
    }

    /** Resets all connections between two, as a router does that forgot them. Returns how many there were. */
    public int reset(String one, String other) {
        int count = 0;
        for (Link link : links(way -> way.equals(new Way(one, other)) || way.equals(new Way(other, one)))) {
            count += link.connections();
            order(link::reset);
        }
        return count;
    }

    private List<Link> links(Predicate<Way> which) {
        synchronized (links) {
            List<Link> found = new ArrayList<>();
            links.forEach((way, link) -> {
                if (which.test(way)) {
                    found.add(link);
                }
            });
            return found;
        }
    }

    /** Returns when it is carried out: it holds for all that is sent from then on. At once when all is closed. */
    private void order(Runnable what) {
        CountDownLatch done = new CountDownLatch(1);
        orders.add(() -> {
            what.run();
            done.countDown();
        });
        selector.wakeup();
        try {
            boolean carriedOut = false;
            while (!carriedOut && thread.isAlive()) {
                carriedOut = done.await(LONGEST_NAP_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long wakeAt = Long.MAX_VALUE;

    /** Only on the network's thread. */
    private void later(long nanos) {
        wakeAt = Math.min(wakeAt, nanos);
    }

    private void serve() {
        try (selector) {
            while (!closed) {
                long nap = wakeAt == Long.MAX_VALUE
                        ? LONGEST_NAP_MILLIS
                        : Math.max(0, Math.min(LONGEST_NAP_MILLIS, (wakeAt - System.nanoTime() + 999_999) / 1_000_000));
                if (nap == 0) {
                    selector.selectNow(Network::ready);
                } else {
                    selector.select(Network::ready, nap);
                }
                obey();
                if (System.nanoTime() - wakeAt >= 0) {
                    wakeAt = Long.MAX_VALUE;
                    links(way -> true).forEach(Link::proceed);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClosedSelectorException e) {
            closed = true;
        } finally {
            links(way -> true).forEach(Link::close);
        }
    }

    private void obey() {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
    }

    private static void ready(SelectionKey key) {
        ((Runnable) key.attachment()).run();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
