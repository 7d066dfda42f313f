package io.concordat.replica;

import io.concordat.error.ErrorCode;
import io.concordat.protocol.AdminOutcome;
import io.concordat.protocol.Effect;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Operators' wishes that the protocol has not answered yet, and whom to tell. Confined to the loop. */
final class AdminDesk {
    private static final int MOST_OPEN = 16;

    private final TreeMap<Long, Consumer<AdminOutcome>> open = new TreeMap<>();
    private long lastId;

    /** Hands {@code named} the wish's name; when too many are open, {@code asker} is told so instead. */
    void open(Consumer<AdminOutcome> asker, LongConsumer named) {
        if (open.size() >= MOST_OPEN) {
            asker.accept(new AdminOutcome.Refused(ErrorCode.BUSY, open.size() + " wishes of operators are open"));
        } else {
            open.put(++lastId, asker);
            named.accept(lastId);
        }
    }

    void done(Effect.AdminDone done) {
        Consumer<AdminOutcome> asker = open.remove(done.requestId());
        if (asker != null) {
            asker.accept(done.outcome());
        }
    }

    /** Nobody will answer any more. */
    void stop(ErrorCode code, String reason) {
        while (!open.isEmpty()) {
            open.pollFirstEntry().getValue().accept(new AdminOutcome.Refused(code, reason));
        }
    }
}
