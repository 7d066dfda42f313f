package io.concordat.raft;

import io.concordat.protocol.LogTail;
import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;

/** The term of every entry, run-length coded: as large as there were leaders, not entries. */
final class TermIndex {
    static final long UNKNOWN = -1;

    private final List<TermRun> runs;
    private LogTail boundary;
    private long last;

    /** {@code boundary}: the entry before the first one held. */
    TermIndex(LogTail boundary, long last, List<TermRun> runs) {
        this.boundary = boundary;
        this.last = last;
        this.runs = new ArrayList<>(runs);
    }

    /** The term at {@code index}, the boundary included; 0 before a whole log, {@link #UNKNOWN} outside. */
    long at(long index) {
        if (index == boundary.index()) {
            return boundary.term();
        }
        return index < boundary.index() || index > last
                ? UNKNOWN
                : runs.get(runOf(index)).term();
    }

    void append(long index, long term) {
        Invariant.check(index == last + 1, "entry %d appended after %d", index, last);
        long before = at(last);
        Invariant.check(term >= before, "term %d after term %d", term, before);
        if (runs.isEmpty() || term > before) {
            runs.add(new TermRun(index, term));
        }
        last = index;
    }

    void truncate(long from) {
        while (!runs.isEmpty() && runs.get(runs.size() - 1).firstIndex() >= from) {
            runs.remove(runs.size() - 1);
        }
        last = Math.min(last, from - 1);
    }

    /** Everything up to {@code to} is gone; that entry's own term stays known. */
    void compact(LogTail to) {
        while (runs.size() > 1 && runs.get(1).firstIndex() <= to.index() + 1) {
            runs.remove(0);
        }
        if (last == to.index()) {
            runs.clear();
        }
        boundary = to;
    }

    /** The log begins anew, empty, after {@code from}. */
    void restart(LogTail from) {
        runs.clear();
        boundary = from;
        last = from.index();
    }

    /**
     * The largest index up to {@code index} whose term does not exceed {@code term}: where two logs that differ at a
     * later place may still agree. Below the boundary if they differ there, or if {@code index} is below: only a
     * snapshot helps then.
     */
    long lastWithTermAtMost(long index, long term) {
        long at = Math.min(index, last);
        while (at > boundary.index()) {
            TermRun run = runs.get(runOf(at));
            if (run.term() <= term) {
                return at;
            }
            at = Math.max(boundary.index(), run.firstIndex() - 1);
        }
        return at < boundary.index() || boundary.term() <= term ? at : at - 1;
    }

    /** How many leaders' runs there are. */
    int runs() {
        return runs.size();
    }

    private int runOf(long index) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (runs.get(middle).firstIndex() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
