package io.concordat.client;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way from any thread to the loop: an intrusive stack (Treiber 1986) that the loop takes whole and
 * turns round. The push that finds it empty is the one that must wake the loop.
 */
final class Submissions {
    private final AtomicReference<@Nullable PendingCommand> newest = new AtomicReference<>();

    /** Returns whether it was empty. */
    boolean push(PendingCommand command) {
        while (true) {
            PendingCommand head = newest.get();
            command.older = head;
            if (newest.compareAndSet(head, command)) {
                return head == null;
            }
        }
    }

    boolean isEmpty() {
        return newest.get() == null;
    }

    /** Hands over everything pushed so far, oldest first. */
    void drain(Consumer<PendingCommand> to) {
        PendingCommand command = newest.getAndSet(null);
        PendingCommand oldest = null;
        while (command != null) {
            PendingCommand older = command.older;
            command.older = oldest;
            oldest = command;
            command = older;
        }
        while (oldest != null) {
            PendingCommand next = oldest.older;
            oldest.older = null;
            to.accept(oldest);
            oldest = next;
        }
    }
}
