package io.concordat.raft;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.Effect;
import java.util.TreeMap;

/** Operators who wait for a snapshot: each for the first one that holds what was executed when it was asked for. */
final class SnapshotWishes {
    /** More at a time are no operators. */
    private static final int MOST = 64;

    private final RaftCore core;
    private final TreeMap<Long, Long> waiting = new TreeMap<>();

    SnapshotWishes(RaftCore core) {
        this.core = core;
    }

    void asked(long requestId) {
        if (waiting.size() >= MOST) {
            core.out()
                    .add(new Effect.AdminDone(
                            requestId,
                            new AdminOutcome.Refused(ErrorCode.BUSY, "too many requests wait for a snapshot")));
            return;
        }
        waiting.put(requestId, core.handed());
        core.out().add(new Effect.TakeSnapshot());
    }

    void ready(long index) {
        answer(index, new AdminOutcome.SnapshotTaken(index));
    }

    void refused(String reason) {
        answer(Long.MAX_VALUE, new AdminOutcome.Refused(ErrorCode.SNAPSHOT_REFUSED, reason));
    }

    private void answer(long index, AdminOutcome outcome) {
        waiting.entrySet().removeIf(each -> {
            boolean answered = each.getValue() <= index;
            if (answered) {
                core.out().add(new Effect.AdminDone(each.getKey(), outcome));
            }
            return answered;
        });
    }
}
