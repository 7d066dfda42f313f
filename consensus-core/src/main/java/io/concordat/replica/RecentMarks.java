package io.concordat.replica;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which snapshots the log may count on again. A torn end takes the newest writes with it, and with them the marks they
 * carried: what is marked before has to be there then. Confined to the loop.
 */
final class RecentMarks {
    /**
     * The simulator tears off eight synced writes at most, each of which carries several of a replica's; whoever loses
     * more than this is wiped and filled again by its peers.
     */
    static final int WRITES = 128;

    private static final long ALL = 1;

    private final Deque<Mark> marks = new ArrayDeque<>();

    /** {@code index} is marked from write {@code ioSeq} on. */
    private record Mark(long ioSeq, long index) {}

    /** {@code index}: marked when this life began, 0 for none. */
    RecentMarks(long index) {
        marks.addLast(new Mark(0, index));
    }

    void marked(long ioSeq, long index) {
        marks.addLast(new Mark(ioSeq, index));
    }

    /** The oldest snapshot that can come back to mind when everything up to write {@code durable} is synced. */
    long oldest(long durable) {
        long kept = durable - WRITES;
        if (kept < 0) {
            // Nobody wrote down what the life before had marked, and when.
            return ALL;
        }
        Mark first = marks.removeFirst();
        while (!marks.isEmpty() && marks.getFirst().ioSeq() <= kept) {
            first = marks.removeFirst();
        }
        marks.addFirst(first);
        return first.index();
    }
}
