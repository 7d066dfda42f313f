package io.concordat.services.lock;

/**
 * What one acquisition takes. A readers-writer lock is a semaphore of which a reader takes one permit and a writer
 * all; that is why one queue and one wait-for graph serve all modes.
 *
 * @param permits how many
 * @param of the semaphore's size, on which all its holders and waiters must agree; 0 for a readers-writer lock
 */
public record LockNeed(int permits, int of) {
    /** All permits of a readers-writer lock: more readers than this cannot exist. */
    public static final int ALL = Integer.MAX_VALUE;

    public static final LockNeed EXCLUSIVE = new LockNeed(ALL, 0);
    public static final LockNeed SHARED = new LockNeed(1, 0);

    /** Throws {@link IllegalArgumentException} unless 1 &lt;= permits &lt;= of. */
    public static LockNeed permits(int permits, int of) {
        if (permits < 1 || permits > of) {
            throw new IllegalArgumentException(permits + " permits of " + of);
        }
        return new LockNeed(permits, of);
    }

    public int capacity() {
        return of == 0 ? ALL : of;
    }

    public boolean semaphore() {
        return of != 0;
    }

    public boolean exclusive() {
        return of == 0 && permits == ALL;
    }

    boolean valid() {
        return of == 0 ? permits == 1 || permits == ALL : of > 0 && permits >= 1 && permits <= of;
    }

    /** {@code exclusive}, {@code shared} or {@code 2 of 5}. */
    @Override
    public String toString() {
        return exclusive() ? "exclusive" : semaphore() ? permits + " of " + of : "shared";
    }
}
