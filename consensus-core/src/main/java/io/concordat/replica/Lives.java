package io.concordat.replica;

import io.concordat.net.PeerHello;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Which life of each peer we talk to, and the highest boot counter seen of it. Thread-safe. */
final class Lives {
    private final long incarnation;
    private final long bootCounter;
    private final ConcurrentMap<Integer, PeerHello> current = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Long> highestBoot = new ConcurrentHashMap<>();

    private final AtomicBoolean doubted = new AtomicBoolean();
    private final AtomicLong rememberedByPeers = new AtomicLong();

    Lives(long incarnation, long bootCounter) {
        this.incarnation = incarnation;
        this.bootCounter = bootCounter;
    }

    long incarnation() {
        return incarnation;
    }

    PeerHello helloTo(int node) {
        return new PeerHello(incarnation, bootCounter, highestBoot.getOrDefault(node, 0L));
    }

    /** Returns why our own memory is in doubt, or null; once per life, because making it good covers every witness. */
    @Nullable
    String met(int node, PeerHello theirs) {
        current.put(node, theirs);
        highestBoot.merge(node, theirs.bootCounter(), Math::max);
        rememberedByPeers.accumulateAndGet(theirs.lastSeenBoot(), Math::max);
        return theirs.lastSeenBoot() > bootCounter && doubted.compareAndSet(false, true)
                ? "node " + node + " has seen start " + theirs.lastSeenBoot() + " of this node, the disk knows "
                        + bootCounter + ": it was rolled back"
                : null;
    }

    /** The highest start of this node that any peer has told us of; 0 for none. */
    long rememberedByPeers() {
        return rememberedByPeers.get();
    }

    /** The life of {@code node} we are or were last connected to; 0 for none. */
    long incarnationOf(int node) {
        PeerHello hello = current.get(node);
        return hello == null ? 0 : hello.incarnation();
    }
}
