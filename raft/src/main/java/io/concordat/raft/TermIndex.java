package io.concordat.raft;

import io.concordat.protocol.ProtocolStart.TermRun;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;

/** The term of every entry, run-length coded: as large as there were leaders, not entries. */
final class TermIndex {
    static final long UNKNOWN = -1;

    private final long firstIndex;
    private final List<TermRun> runs;
    private long last;

    TermIndex(long firstIndex, long last, List<TermRun> runs) {
        this.firstIndex = firstIndex;
        this.last = last;
        this.runs = new ArrayList<>(runs);
    }

    /** The term at {@code index}; 0 before the first entry of a whole log, {@link #UNKNOWN} outside it. */
    long at(long index) {
        if (index == 0) {
            return 0;
        }
        return index < firstIndex || index > last
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

    /**
     * The largest index up to {@code index} whose term does not exceed {@code term}: where two logs that differ at a
     * later
     * place may still agree. Zero if there is none.
     */
    long lastWithTermAtMost(long index, long term) {
        long at = Math.min(index, last);
        while (at >= firstIndex && at > 0) {
            TermRun run = runs.get(runOf(at));
            if (run.term() <= term) {
                return at;
            }
            at = run.firstIndex() - 1;
        }
        return 0;
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
