package io.concordat.replica;

import io.concordat.net.PeerHello;
import io.concordat.record.Lineage;
import io.concordat.record.SeenLife;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Which life of each peer we talk to, and the highest boot counter seen of it. Thread-safe. */
final class Lives {
    private final long incarnation;
    private final Lineage lineage;
    private final ConcurrentMap<Integer, PeerHello> current = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, SeenLife> latest = new ConcurrentHashMap<>();

    private final AtomicBoolean doubted = new AtomicBoolean();
    private final AtomicLong rememberedByPeers = new AtomicLong();

    /**
     * @param lineage what the disk remembers of our own starts, this one included
     * @param met what it remembers of the peers'
     */
    Lives(long incarnation, Lineage lineage, List<SeenLife> met) {
        this.incarnation = incarnation;
        this.lineage = lineage;
        met.forEach(this::remember);
    }

    private void remember(SeenLife life) {
        latest.merge(life.node(), life, (a, b) -> a.boot() >= b.boot() ? a : b);
    }

    long incarnation() {
        return incarnation;
    }

    PeerHello helloTo(int node) {
        SeenLife seen = latest.get(node);
        return seen == null
                ? new PeerHello(incarnation, lineage.boot(), 0)
                : new PeerHello(incarnation, lineage.boot(), seen.boot(), seen.incarnation());
    }

    /** Returns why our own memory is in doubt, or null; once per life, because making it good covers every witness. */
    @Nullable
    String met(int node, PeerHello theirs) {
        current.put(node, theirs);
        remember(new SeenLife(node, theirs.bootCounter(), theirs.incarnation()));
        rememberedByPeers.accumulateAndGet(theirs.lastSeenBoot(), Math::max);
        if (!lineage.lacks(theirs.lastSeenBoot(), theirs.lastSeenIncarnation())
                || !doubted.compareAndSet(false, true)) {
            return null;
        }
        return "node " + node + " has seen start " + theirs.lastSeenBoot() + " of this node as a life that the disk, at"
                + " start " + lineage.boot() + ", does not know: it was rolled back";
    }

    /**
     * What this node had forgotten does not matter any more: whatever peers go on to remember of earlier lives, this
     * one doubts itself no more. Returns the highest start any of them has told of, 0 for none.
     */
    long madeGood() {
        doubted.set(true);
        return rememberedByPeers.get();
    }

    /** The life of {@code node} we are or were last connected to; 0 for none. */
    long incarnationOf(int node) {
        PeerHello hello = current.get(node);
        return hello == null ? 0 : hello.incarnation();
    }
}
