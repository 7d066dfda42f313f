package io.concordat.services.lock;

/**
 * The bounds of one group's locks; over one of them an acquisition is refused with BUSY and nothing grows.
 *
 * @param nameBytes of a lock's name
 * @param labelBytes of an owner's label
 * @param holds holders of all locks together
 * @param waiters of all locks together
 * @param waitersPerLock of one lock
 * @param levels how often one owner may take one lock again
 * @param answerBytes of the answer to one query; what does not fit is on the next page
 */
public record LockLimits(
        int nameBytes, int labelBytes, int holds, int waiters, int waitersPerLock, int levels, int answerBytes) {
    public static final LockLimits DEFAULTS = new LockLimits(256, 128, 1_000_000, 100_000, 50_000, 1_000, 256 << 10);

    public LockLimits withNameBytes(int bytes) {
        return new LockLimits(bytes, labelBytes, holds, waiters, waitersPerLock, levels, answerBytes);
    }
}
