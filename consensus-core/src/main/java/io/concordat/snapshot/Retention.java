package io.concordat.snapshot;

import io.concordat.protocol.LogTail;
import java.util.ArrayDeque;

/**
 * Which part of the log stays behind the newest snapshot. Always what follows the snapshot before it: that one takes
 * its place should it rot, and a member that was away for a moment needs no snapshot at all. Beyond that what members
 * in contact still need, within a bound in bytes. A log begins only where a snapshot ends. Confined to one loop.
 */
public final class Retention {
    /** So many snapshots are remembered, however small they are. */
    private static final int MOST = 1_024;

    private final ArrayDeque<Place> snapshots = new ArrayDeque<>();
    private final long maxBytes;

    /** {@code appended}: bytes of log this life had appended when the snapshot was marked. */
    private record Place(LogTail at, long appended) {}

    /** @param maxBytes of log behind the newest snapshot that may be kept for others */
    public Retention(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A snapshot was marked at {@code place}; {@code appended}: bytes of log that this life has appended by now. */
    public void marked(LogTail place, long appended) {
        snapshots.addLast(new Place(place, appended));
    }

    /** Another snapshot took the place of everything: what was known of the old log is void. */
    public void restarted(LogTail place, long appended) {
        snapshots.clear();
        marked(place, appended);
    }

    /**
     * Where the log is to begin now that the last one {@linkplain #marked marked} is the newest snapshot; {@code
     * boundary} if nothing may go. Nobody needs entries up to {@code needed}.
     */
    public LogTail choose(LogTail boundary, long needed, long appended) {
        LogTail chosen = boundary;
        while (snapshots.size() > 1) {
            Place oldest = snapshots.getFirst();
            boolean bearable = appended - oldest.appended() < maxBytes && snapshots.size() <= MOST;
            if (oldest.at().index() > needed && bearable) {
                break;
            }
            chosen = oldest.at();
            snapshots.removeFirst();
        }
        return chosen;
    }
}
