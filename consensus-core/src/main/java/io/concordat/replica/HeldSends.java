package io.concordat.replica;

import io.concordat.crypto.Signer;
import io.concordat.net.Frame;
import io.concordat.runtime.MpscQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one peer on one lane that wait for a sync, in order. Added on the replica's loop, signed beside it,
 * released by whoever comes last: the signature or the sync.
 */
final class HeldSends {
    private final Strand signing;
    private final Consumer<Frame> leave;
    private final LongSupplier durable;
    private final MpscQueue<Held> queue = new MpscQueue<>();
    private final AtomicInteger pumping = new AtomicInteger();
    private volatile boolean dropped;

    private static final class Held {
        private final long afterSeq;
        private volatile @Nullable Frame frame;

        private Held(long afterSeq) {
            this.afterSeq = afterSeq;
        }
    }

    HeldSends(Strand signing, Consumer<Frame> leave, LongSupplier durable) {
        this.signing = signing;
        this.leave = leave;
        this.durable = durable;
    }

    void add(long afterSeq, Supplier<Frame> seal, @Nullable Signer by) {
        Held held = new Held(afterSeq);
        queue.offer(held);
        if (by == null) {
            held.frame = seal.get();
            pump();
        } else {
            signing.execute(() -> {
                held.frame = seal.get();
                pump();
            });
        }
    }

    /** Lets go of everything that may leave. Any thread; of several callers one works, for all of them. */
    void pump() {
        if (pumping.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            releaseReady();
            seen = pumping.addAndGet(-seen);
        } while (seen != 0);
    }

    void drop() {
        dropped = true;
        pump();
    }

    private void releaseReady() {
        Held head = queue.peek();
        while (head != null) {
            Frame frame = head.frame;
            if (!dropped && (frame == null || head.afterSeq > durable.getAsLong())) {
                return;
            }
            queue.poll();
            if (!dropped && frame != null) {
                leave.accept(frame);
            }
            head = queue.peek();
        }
    }
}
