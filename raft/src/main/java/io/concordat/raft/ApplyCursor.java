package io.concordat.raft;

import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Hands committed and durable entries over for execution, in order, from memory or from disk, a bounded amount at
 * once.
 */
final class ApplyCursor {
    private record Handed(long last, int bytes) {}

    private final RaftLog log;
    private final RaftConfig config;
    private final StepOutput out;
    private final ArrayDeque<Handed> running = new ArrayDeque<>();
    private long handed;
    private long bytesRunning;
    private long readToken;

    ApplyCursor(RaftLog log, RaftConfig config, StepOutput out, long executed) {
        this.log = log;
        this.config = config;
        this.out = out;
        this.handed = executed;
    }

    void applied(long index) {
        Invariant.check(index <= handed, "applied %d, but only %d was handed over", index, handed);
        while (!running.isEmpty() && running.getFirst().last() <= index) {
            bytesRunning -= running.removeFirst().bytes();
        }
    }

    /** Up to where entries were handed over, or a snapshot's state stands. */
    long handed() {
        return handed;
    }

    /** A snapshot's state takes the place of everything up to {@code index}. */
    void restart(long index) {
        Invariant.check(index > handed, "a snapshot at %d, although %d was handed over", index, handed);
        handed = index;
        running.clear();
        bytesRunning = 0;
    }

    /** Hands over what can be; asks the disk for what memory no longer holds, under {@code token}. */
    void advance(long token) {
        long ready = Math.min(log.commit(), log.durable());
        while (readToken == 0 && handed < ready && bytesRunning < config.applyBytes()) {
            List<LogEntry> entries = log.cached(handed + 1, ready, config.appendBytes());
            if (entries == null) {
                readToken = token;
                out.add(new Effect.ReadLog(token, handed + 1, ready, config.appendBytes()));
                return;
            }
            hand(entries);
        }
    }

    /** Takes the answer to its own read; a short one is asked for again. */
    boolean read(long token, List<LogEntry> entries) {
        if (token != readToken) {
            return false;
        }
        readToken = 0;
        if (log.confirms(entries, handed + 1)) {
            hand(entries);
        }
        return true;
    }

    private void hand(List<LogEntry> entries) {
        int bytes = Progress.bytes(entries);
        handed = entries.get(entries.size() - 1).index();
        Invariant.check(handed <= log.commit(), "entry %d executed, commit is %d", handed, log.commit());
        running.addLast(new Handed(handed, bytes));
        bytesRunning += bytes;
        out.add(new Effect.Apply(List.copyOf(entries)));
    }
}
