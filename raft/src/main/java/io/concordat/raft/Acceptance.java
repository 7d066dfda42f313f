package io.concordat.raft;

import io.concordat.raft.RaftMessage.Position;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a follower has taken from the leader of one term: how far the logs are known to match, and which positions
 * wait for
 * the disk before they may be acknowledged.
 */
final class Acceptance {
    private final ArrayDeque<Position> waiting = new ArrayDeque<>();
    private @Nullable Position durable;
    private long term = -1;
    private long session;
    private long verified;

    /**
     * A message of {@code newTerm}'s leader arrived in {@code newSession}; what an earlier term left behind is void.
     */
    void from(long newTerm, long newSession) {
        if (newTerm != term) {
            waiting.clear();
            durable = null;
            verified = 0;
            term = newTerm;
        }
        session = newSession;
    }

    long session() {
        return session;
    }

    /** How far the log is known to equal the leader's of {@code currentTerm}. */
    long verified(long currentTerm) {
        return currentTerm == term ? verified : 0;
    }

    /** The logs match up to {@code position}. */
    void matched(Position position) {
        if (position.index() > verified) {
            verified = position.index();
            waiting.addLast(position);
        }
    }

    /** The log was replaced: what waited is in the snapshot, or was never committed. */
    void replaced() {
        waiting.clear();
        verified = 0;
    }

    /** The newest position of {@code currentTerm} that {@code durableIndex} has newly reached, or null. */
    @Nullable
    Position advance(long currentTerm, long durableIndex) {
        if (currentTerm != term) {
            return null; // a completion that outlived its term acknowledges nothing
        }
        Position reached = null;
        while (!waiting.isEmpty() && waiting.getFirst().index() <= durableIndex) {
            reached = waiting.removeFirst();
        }
        if (reached != null) {
            durable = reached;
        }
        return reached;
    }

    /** The last durable position of {@code currentTerm}, or null. */
    @Nullable
    Position durable(long currentTerm) {
        return currentTerm == term ? durable : null;
    }
}
