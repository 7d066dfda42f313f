package io.concordat.client;

import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One submitted command: future, queue node and bookkeeping in one object, because there are hundreds of thousands a
 * second. All fields but {@link #older} belong to the client's loop once the command was taken from its {@link
 * Submissions}.
 */
final class PendingCommand extends CompletableFuture<Outcome> {
    final Bytes bytes;
    final long deadline;

    /** The command pushed before this one while both wait in {@link Submissions}. */
    @Nullable
    PendingCommand older;

    /** Sendings of this command of which it is not known that they did nothing. */
    int doubts;

    /** What will be told to the caller, once decided. */
    @Nullable
    Outcome decided;

    /** Whether the session holds the result: the number needs no further sending. */
    boolean resolved;

    PendingCommand(Bytes bytes, long deadline) {
        this.bytes = bytes;
        this.deadline = deadline;
    }

    /** Decides what the caller is told, once; false if that was decided before. */
    boolean decide(Outcome outcome) {
        if (decided != null) {
            return false;
        }
        decided = outcome;
        return true;
    }

    /** Tells the caller; runs the caller's code, so never on a loop. */
    void tell() {
        Outcome outcome = decided;
        if (outcome != null) {
            complete(outcome);
        }
    }
}
