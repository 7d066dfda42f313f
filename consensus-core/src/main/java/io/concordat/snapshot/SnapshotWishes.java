package io.concordat.snapshot;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.Effect;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Operators who wait for a snapshot: each for the first one that holds what was executed when it was asked for.
 * Confined to one loop.
 */
public final class SnapshotWishes {
    /** More at a time are no operators. */
    private static final int MOST = 64;

    private final Consumer<Effect> out;
    private final TreeMap<Long, Long> waiting = new TreeMap<>();

    /** @param out takes the answers */
    public SnapshotWishes(Consumer<Effect> out) {
        this.out = out;
    }

    /** Whether the wish was taken: a snapshot at {@code index} or later will fulfil it. */
    public boolean asked(long requestId, long index) {
        if (waiting.size() >= MOST) {
            out.accept(new Effect.AdminDone(
                    requestId, new AdminOutcome.Refused(ErrorCode.BUSY, "too many requests wait for a snapshot")));
            return false;
        }
        waiting.put(requestId, index);
        return true;
    }

    /** Whether anybody waits. */
    public boolean any() {
        return !waiting.isEmpty();
    }

    /** A snapshot at {@code index} is there. */
    public void ready(long index) {
        answer(index, new AdminOutcome.SnapshotTaken(index));
    }

    /** None can be had. */
    public void refused(String reason) {
        answer(Long.MAX_VALUE, new AdminOutcome.Refused(ErrorCode.SNAPSHOT_REFUSED, reason));
    }

    private void answer(long index, AdminOutcome outcome) {
        waiting.entrySet().removeIf(each -> {
            boolean answered = each.getValue() <= index;
            if (answered) {
                out.accept(new Effect.AdminDone(each.getKey(), outcome));
            }
            return answered;
        });
    }
}
