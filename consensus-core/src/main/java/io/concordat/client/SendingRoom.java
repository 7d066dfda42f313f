package io.concordat.client;

import io.concordat.config.Limits;
import io.concordat.runtime.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what all sessions of a client have under way together. Without it they queue more on their connection than it
 * can carry before they lose patience, send all of it again behind that, and nothing new ever gets through. Sessions
 * that found no room get their turn in the order they asked. Confined to the client's loop.
 */
final class SendingRoom {
    /** More would wait for its turn at the node instead of here. */
    private static final long BATCHES = 4;

    private final Loop loop;
    private final long most;
    private final Set<ClientSession> waiting = new LinkedHashSet<>();
    private long taken;
    private @Nullable ClientSession turn;
    private boolean handingOut;

    /** Four batches of bytes, exceeded by at most one bundle. */
    SendingRoom(Loop loop, Limits limits) {
        this.loop = loop;
        this.most = BATCHES * limits.batchBytes();
    }

    /** Whether {@code session} may send a bundle now; if not, it is pumped when it may. */
    boolean isFor(ClientSession session) {
        if (taken < most && (waiting.isEmpty() || session == turn)) {
            return true;
        }
        waiting.add(session);
        return false;
    }

    /** Whether {@code session} has found no room and waits for its turn. */
    boolean waits(ClientSession session) {
        return waiting.contains(session);
    }

    void sent(long bytes) {
        taken += bytes;
    }

    /** Of {@code before} bytes only those of {@code left} are waited for any longer; returns how many these are. */
    long landed(long before, List<InFlight> left) {
        long now = left.stream().mapToLong(InFlight::bytes).sum();
        taken -= before - now;
        if (now < before && !waiting.isEmpty() && !handingOut) {
            handingOut = true;
            loop.execute(this::handOut);
        }
        return now;
    }

    void forget(ClientSession session) {
        waiting.remove(session);
    }

    private void handOut() {
        handingOut = false;
        while (taken < most && !waiting.isEmpty()) {
            ClientSession next = waiting.iterator().next();
            waiting.remove(next);
            turn = next;
            next.pump();
            turn = null;
        }
    }
}
