package io.concordat.services.lock;

import io.concordat.bytes.Bytes;

/** What can be done with locks. Times are nanoseconds of cluster time. */
public sealed interface LockCommand {
    /** Waits as long as it takes. */
    long FOR_EVER = -1;

    /** Longer times mean "practically for ever"; the bound keeps sums from overflowing. */
    long LONGEST = 365L * 24 * 3_600 * 1_000_000_000L;

    /**
     * Takes it, or waits in the queue. An owner that holds it already takes it once more, with the same fence.
     *
     * @param timeToLive of the hold, from its grant; 0: as long as the session lives
     * @param patience 0: not at all; {@link #FOR_EVER}; else how long
     */
    record Acquire(Bytes name, LockOwner owner, LockNeed need, long timeToLive, long patience) implements LockCommand {}

    /**
     * Gives back the last acquisition, or {@code all} of them.
     *
     * @param fence of the hold that is meant, so that a late release cannot end a later hold; 0: whichever there is
     */
    record Release(Bytes name, LockOwner owner, long fence, boolean all) implements LockCommand {}

    /** Lets the hold last {@code timeToLive} from now; 0: as long as it was taken for. {@code fence} as above. */
    record Renew(Bytes name, LockOwner owner, long fence, long timeToLive) implements LockCommand {}

    /** Leaves the queue; only for the session that stands in it. */
    record Cancel(Bytes name, long ticket) implements LockCommand {}

    /**
     * Undoes an acquisition whose outcome is not known: what this session waits for as that owner leaves the queue, and
     * a hold under another fence than {@code known} (0: any) is given back.
     */
    record Abandon(Bytes name, LockOwner owner, long known) implements LockCommand {}

    /** Changes nothing and tells the cluster time. */
    record Look() implements LockCommand {}
}
