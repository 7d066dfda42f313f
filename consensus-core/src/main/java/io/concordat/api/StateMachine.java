package io.concordat.api;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a group replicates: written once by its user, run on every replica under Raft or PBFT.
 *
 * <p>Must be deterministic: the result of a command depends on the state, the command and its {@link
 * Command#clusterNanos() cluster time} alone, never on wall clocks, random numbers, thread timing, addresses of objects
 * or the order of hash tables. Called from one thread at a time; nothing here may block or do I/O. An exception out of
 * {@link #apply} stops the replica: answer bad input with a reply instead.
 *
 * <p>Keep the state in the {@link KeyedState} given to {@link #open}: snapshots, state hashes and restarts then cost
 * what has changed. A machine with a structure of its own overrides {@link #freeze} and {@link #restore} instead, and
 * pays a full pass for each.
 */
public interface StateMachine {
    /** Called once before anything else, with the machine's own keyed state, empty or restored. */
    default void open(KeyedState state) {}

    /** Executes one command and answers at once; what happens later is told through {@link Command#emit}. */
    Bytes apply(Command command);

    /** Answers from the state without changing it. */
    Bytes query(Query query);

    /** Work that has become due: called before the commands of a batch whose time has reached {@link #nextDeadline}. */
    default void expire(Expiry due) {}

    /** Cluster time in nanoseconds at which {@link #expire} wants to run next; {@link Long#MAX_VALUE} for never. */
    default long nextDeadline() {
        return Long.MAX_VALUE;
    }

    /**
     * Whether {@link #apply} or {@link #query} of {@code request} is sure to return within microseconds. A few such
     * requests are executed on the thread that learns they may be: while it runs them it neither hears nor sends, so a
     * machine that is sometimes slow must not say so, or it costs its leader the leadership. {@link #expire} and {@link
     * #sessionEnded} are never called there. A hint: it may differ from replica to replica.
     */
    default boolean brief(Bytes request) {
        return false;
    }

    /** A session is gone (closed or expired); what it held must go with it. */
    default void sessionEnded(Bytes session, Expiry at) {}

    /** A cheap immutable view of a structure of the machine's own, or null when all state is keyed. */
    default @Nullable Frozen freeze() {
        return null;
    }

    /** Replaces the machine's own structure by what {@link Frozen#writeTo} wrote. */
    default void restore(InputStream from) throws IOException {
        throw new UnsupportedOperationException("this state machine keeps all its state in KeyedState");
    }

    /** An immutable view; written on another thread, in an order that depends on the state alone. */
    interface Frozen {
        void writeTo(OutputStream out) throws IOException;
    }
}
