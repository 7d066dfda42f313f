package io.concordat.raft;

import io.concordat.log.LogEntry;
import io.concordat.protocol.SnapshotMark;
import io.concordat.runtime.Invariant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows about one follower.
 *
 * <p>PROBE: the match is being looked for, one message at a time. REPLICATE: entries are streamed ahead of their
 * acknowledgements, up to a window in bytes. While what comes next is gone from the leader's log, a snapshot is offered
 * like a probe. {@code next > match} always; the match of a session never falls.
 */
final class Progress {
    /** Small batches wait for one of these to return and then share a message: paced by the network, not by a timer. */
    private static final int MOST_MESSAGES = 8;

    private record InFlight(long last, int bytes) {}

    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private final int windowBytes;
    private long next;
    private long match;
    private long held;
    private long promised;
    private @Nullable SnapshotMark offered;
    private long session = 1;
    private long bytesInFlight;
    private boolean probing = true;
    private boolean probeSent;
    private long waitingSince;
    private long heard;
    private long readToken;
    private boolean connected = true;
    private boolean full;

    Progress(long next, int windowBytes, long now) {
        this.next = next;
        this.windowBytes = windowBytes;
        this.heard = now;
    }

    long next() {
        return next;
    }

    long match() {
        return match;
    }

    /** The highest index this follower ever acknowledged in this term, whatever life it did so in. */
    long promised() {
        return promised;
    }

    long session() {
        return session;
    }

    boolean probing() {
        return probing;
    }

    long bytesInFlight() {
        return bytesInFlight;
    }

    long heard() {
        return heard;
    }

    void heard(long now) {
        heard = now;
    }

    /** Whether its connection stands, as far as anybody has said. */
    boolean connected() {
        return connected;
    }

    void connected(boolean stands) {
        connected = stands;
    }

    /** Whether its disk has come down to its reserve, by its last word. */
    boolean full() {
        return full;
    }

    void full(boolean noSpace) {
        full = noSpace;
    }

    /** The disk read whose entries are to be sent; 0 when none is under way. */
    long readToken() {
        return readToken;
    }

    void reading(long token) {
        readToken = token;
    }

    /**
     * Whether another message may leave, given that {@code unsent} bytes wait and {@code full} bytes fill a message.
     */
    boolean admits(long unsent, long full) {
        if (probing) {
            return !probeSent;
        }
        if (unsent == 0) {
            return false;
        }
        return inFlight.isEmpty()
                || (bytesInFlight + unsent <= windowBytes && (inFlight.size() < MOST_MESSAGES || unsent >= full));
    }

    void sent(List<LogEntry> entries, long now) {
        if (probing) {
            probeSent = true;
            waitingSince = now;
            return;
        }
        Invariant.check(
                entries.get(0).index() == next,
                "sent from %d, not from %d",
                entries.get(0).index(),
                next);
        if (inFlight.isEmpty()) {
            waitingSince = now;
        }
        int size = bytes(entries);
        long last = entries.get(entries.size() - 1).index();
        inFlight.addLast(new InFlight(last, size));
        bytesInFlight += size;
        next = last + 1;
    }

    static int bytes(List<LogEntry> entries) {
        int size = 0;
        for (LogEntry entry : entries) {
            size += entry.size();
        }
        return size;
    }

    /** Everything up to {@code index} has arrived; {@code counts} when it is also synced by somebody who remembers. */
    void arrived(long index, boolean counts, long now) {
        if (counts && index > match) {
            match = index;
            promised = Math.max(promised, match);
        }
        held = Math.max(held, index);
        offered = null;
        while (!inFlight.isEmpty() && inFlight.getFirst().last() <= index) {
            bytesInFlight -= inFlight.removeFirst().bytes();
            waitingSince = now;
        }
        if (probing) {
            probing = false;
            probeSent = false;
            next = index + 1;
        }
        next = Math.max(next, Math.max(index, match) + 1);
        check();
    }

    /** The logs differ at {@code refused}; {@code candidate} is the last place where they may agree. */
    void refused(long refused, long candidate) {
        if (probing ? refused != next - 1 : refused <= match) {
            return; // answers something older than what is known by now
        }
        if (refused <= match) {
            match = 0; // asked in this very session, it denies what it once acknowledged: it has lost its log
        }
        held = match;
        probe(Math.max(match + 1, Math.min(candidate + 1, refused)));
    }

    /** Whether what is under way has been without an answer for {@code patience} nanoseconds. */
    boolean overdue(long now, long patience) {
        return (probeSent || !inFlight.isEmpty()) && now - waitingSince >= patience;
    }

    /**
     * Messages may be lost, or the connection is new: nothing is in flight any more, the match is looked for again, and
     * replies to what was under way are void.
     */
    void lost() {
        session++;
        probe(probing ? next : held + 1);
    }

    /** A new life of the follower: what it holds has to be heard from itself. What it promised stays promised. */
    void reborn(long nextIndex) {
        session++;
        match = 0;
        held = 0;
        probe(nextIndex);
    }

    /**
     * The follower needs {@code mark} before any entry: from now on that is what an answer is awaited for. It may stay
     * what an earlier offer named, so that a transfer under way is not in vain.
     */
    void offering(SnapshotMark mark, long now) {
        if (!probing) {
            lost();
        }
        offered = mark;
        probeSent = true;
        waitingSince = now;
    }

    /** The snapshot this follower was last told to fetch, and has not confirmed; null for none. */
    @Nullable
    SnapshotMark offered() {
        return offered;
    }

    /** It cannot get the snapshot at {@code index}: another one, after a pause. */
    boolean declined(long index, long now) {
        boolean declines = offered != null && offered.index() == index;
        if (declines) {
            offered = null;
            waitingSince = now;
        }
        return declines;
    }

    /** The last entry this follower does without: those after it, it may still ask for. */
    long needsAfter() {
        return offered == null ? held : offered.index();
    }

    private void probe(long from) {
        next = from;
        probing = true;
        probeSent = false;
        inFlight.clear();
        bytesInFlight = 0;
        readToken = 0;
        check();
    }

    private void check() {
        Invariant.check(next > match, "next %d must exceed match %d", next, match);
    }
}
