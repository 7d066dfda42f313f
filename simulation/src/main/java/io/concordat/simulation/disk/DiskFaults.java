package io.concordat.simulation.disk;

/** What is wrong with a disk right now. Faults turn the knobs; {@link #heal} turns them all back. */
public final class DiskFaults {
    private long slowness = 1;
    private long stalledUntil;
    private long lastReturn;
    private boolean failNextSync;
    private boolean full;
    private boolean low;

    public void heal() {
        slowness = 1;
        stalledUntil = 0;
        failNextSync = false;
        full = false;
        low = false;
    }

    /** Only the reserve is left until somebody makes space. */
    public void low(boolean reserveOnly) {
        low = reserveOnly;
    }

    boolean isLow() {
        return low || full;
    }

    /** Every sync takes {@code factor} times as long. */
    public void slow(long factor) {
        slowness = factor;
    }

    /** No sync returns before {@code time}, or before an earlier stall ends: what waits for that goes on waiting. */
    public void stallUntil(long time) {
        stalledUntil = Math.max(stalledUntil, time);
    }

    /** The next sync fails; whether what it carried survives is open. */
    public void failNextSync() {
        failNextSync = true;
    }

    public boolean syncFailureArmed() {
        return failNextSync;
    }

    /** There is no space left until somebody makes some. */
    public void full(boolean noSpace) {
        full = noSpace;
    }

    /** Whether syncs return as soon as they do on a healthy disk. */
    public boolean prompt(long now) {
        return slowness == 1 && stalledUntil <= now;
    }

    /** Whether no sync has had to wait for the end of a stall since {@code time}. */
    public boolean unstalledSince(long time) {
        return stalledUntil <= time;
    }

    public boolean isFull() {
        return full;
    }

    boolean takeSyncFailure() {
        boolean fails = failNextSync;
        failNextSync = false;
        return fails;
    }

    /** When a sync that would take {@code nanos} on a healthy disk returns. */
    long syncDone(long now, long nanos) {
        long returns = Math.max(now + nanos * slowness, stalledUntil);
        lastReturn = Math.max(lastReturn, returns);
        return returns;
    }

    /** When the last of the syncs that were begun so far returns: healing hurries none of them. */
    public long lastReturn() {
        return lastReturn;
    }
}
