package io.concordat.replica;

/** Cuts a sender off after sixteen bad signatures within a second: each costs us a check and costs it nothing. */
final class SenderGuard {
    private static final int TOLERATED = 16;
    private static final long WITHIN_NANOS = 1_000_000_000L;
    private static final long CUT_OFF_NANOS = 10_000_000_000L;

    private final long[] recent = new long[TOLERATED];
    private int count;
    private long cutOffUntil;
    private boolean cutOff;
    private long refused;

    /** Notes a bad signature; returns whether it was the one too many. */
    synchronized boolean bad(long now) {
        recent[count++ % TOLERATED] = now;
        // The slot to be overwritten next holds the sixteenth youngest.
        if (count >= TOLERATED && now - recent[count % TOLERATED] <= WITHIN_NANOS) {
            cutOff = true;
            cutOffUntil = now + CUT_OFF_NANOS;
            count = 0;
            return true;
        }
        return false;
    }

    synchronized boolean cutOff(long now) {
        if (cutOff && now - cutOffUntil >= 0) {
            cutOff = false;
        }
        return cutOff;
    }

    /** Notes bytes that are refused; returns whether they are worth a line in the log, which a liar must not fill. */
    synchronized boolean notable() {
        refused++;
        return Long.bitCount(refused) == 1;
    }
}
