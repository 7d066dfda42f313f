package io.concordat.raft;

import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;

/**
 * Which entries are durable. An index is durable when its <em>last</em> writer is done: overwriting takes indexes
 * away from
 * older writes at once, so that no completion of theirs can vouch for bytes they did not write.
 */
final class WriteTracker {
    /** A write under way and the entries it is the last writer of; none when {@code from > to}. */
    private record Pending(long seq, long from, long to, long issuedAt) {}

    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long durable;
    private long issued;
    private long done;

    WriteTracker(long durable, long nextSeq) {
        this.durable = durable;
        this.issued = nextSeq - 1;
        this.done = nextSeq - 1;
    }

    /** Entries from {@code from} on are about to be replaced. */
    void overwrite(long from) {
        durable = Math.min(durable, from - 1);
        int count = pending.size();
        for (int i = 0; i < count; i++) {
            Pending p = pending.removeFirst();
            pending.addLast(p.to() < from ? p : new Pending(p.seq(), p.from(), from - 1, p.issuedAt()));
        }
    }

    /** Write {@code seq} leaves now and holds entries {@code from..to}; {@code from > to} for none. */
    void issue(long seq, long from, long to, long now) {
        Invariant.check(seq == issued + 1, "write %d issued after %d", seq, issued);
        issued = seq;
        pending.addLast(new Pending(seq, from, to, now));
    }

    /** Completions may be reported in any order; each covers all before it. */
    void done(long seq) {
        Invariant.check(seq <= issued, "write %d done, only %d issued", seq, issued);
        done = Math.max(done, seq);
        while (!pending.isEmpty() && pending.getFirst().seq() <= done) {
            Pending p = pending.removeFirst();
            if (p.from() <= p.to()) {
                Invariant.check(p.from() <= durable + 1, "entries from %d durable after %d", p.from(), durable);
                durable = Math.max(durable, p.to());
            }
        }
    }

    long durable() {
        return durable;
    }

    long issued() {
        return issued;
    }

    boolean isDone(long seq) {
        return seq <= done;
    }

    long doneSeq() {
        return done;
    }

    /** The whole replica stood still for {@code nanos}: that was not the disk's fault. */
    void paused(long nanos) {
        int count = pending.size();
        for (int i = 0; i < count; i++) {
            Pending p = pending.removeFirst();
            pending.addLast(new Pending(p.seq(), p.from(), p.to(), p.issuedAt() + nanos));
        }
    }

    /** Nanoseconds the oldest write has been under way; 0 when none is. */
    long stallNanos(long now) {
        return pending.isEmpty() ? 0 : now - pending.getFirst().issuedAt();
    }
}
