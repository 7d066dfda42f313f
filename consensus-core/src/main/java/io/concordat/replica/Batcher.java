package io.concordat.replica;

import io.concordat.log.Bundle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of bundles, paced by the stage below: while two are not yet synced only a full one follows, so
 * batches grow with the load and never wait for a timer; filled by turns. Confined to the loop.
 */
final class Batcher {
    private static final int UNSYNCED = 2;
    /** Full ones; more would only lengthen the way of what arrives next. */
    private static final int MOST_UNSYNCED = 8;

    private final int batchBytes;
    private final FairQueue queue = new FairQueue();
    private final Map<Long, List<PendingReplies.Entry>> proposed = new TreeMap<>();
    private final Deque<Long> unsynced = new ArrayDeque<>();
    private long lastProposal;

    Batcher(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    /** Bundles to propose under {@code id}; none for a batch that only moves time. */
    record Proposal(long id, List<Bundle> bundles) {}

    void add(PendingReplies.Entry entry) {
        queue.add(entry);
    }

    /** The next batch, if there is one and the stage below has room for it. */
    @Nullable
    Proposal next() {
        boolean full = queue.bytes() >= batchBytes;
        if (queue.isEmpty() || unsynced.size() >= (full ? MOST_UNSYNCED : UNSYNCED)) {
            return null;
        }
        List<PendingReplies.Entry> entries = new ArrayList<>();
        List<Bundle> bundles = new ArrayList<>();
        int bytes = 0;
        PendingReplies.Entry entry = queue.peek();
        while (entry != null && (entries.isEmpty() || bytes + entry.size() <= batchBytes)) {
            queue.take();
            bytes += entry.size();
            entries.add(entry);
            bundles.add(entry.bundle());
            entry = queue.peek();
        }
        lastProposal++;
        proposed.put(lastProposal, entries);
        return new Proposal(lastProposal, bundles);
    }

    /** A proposal without bundles, so that time moves on. */
    Proposal empty() {
        lastProposal++;
        return new Proposal(lastProposal, List.of());
    }

    /** The protocol has stepped over a proposal, with {@code ioSeq} as its write; 0 if it wrote nothing. */
    void stepped(long ioSeq) {
        if (ioSeq != 0) {
            unsynced.addLast(ioSeq);
        }
    }

    void accepted(long id) {
        proposed.remove(id);
    }

    /** Returns what the proposal held: none of it entered the log. */
    List<PendingReplies.Entry> refused(long id) {
        List<PendingReplies.Entry> entries = proposed.remove(id);
        return entries == null ? List.of() : entries;
    }

    void written(long ioSeq) {
        while (!unsynced.isEmpty() && unsynced.peekFirst() <= ioSeq) {
            unsynced.removeFirst();
        }
    }

    /** Gives up what was never proposed. */
    List<PendingReplies.Entry> drain() {
        return queue.drain();
    }

    /** Gives up what nobody waits for any longer, before it costs more than its place. */
    List<PendingReplies.Entry> expire(long now) {
        return queue.expire(now);
    }
}
