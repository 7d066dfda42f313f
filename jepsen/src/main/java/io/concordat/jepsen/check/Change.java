package io.concordat.jepsen.check;

/** Whether coins of several values can be exchanged for others, each of the others for a group of its own. */
final class Change {
    private static final int EFFORT = 300;

    private final long[] values;
    private final long[] surplus;
    private final long[] lacking;
    private int effort = EFFORT;

    private Change(long[] values, long[] surplus, long[] lacking) {
        this.values = values;
        this.surplus = surplus;
        this.lacking = lacking;
    }

    /**
     * Whether who used {@code used} of each value has left what can stand in for all that who used {@code other} has
     * left. Both used the same total. False also when that was not found out quickly.
     */
    static boolean standsIn(long[] values, long[] used, long[] other) {
        long[] surplus = new long[values.length];
        long[] lacking = new long[values.length];
        boolean same = true;
        for (int i = 0; i < values.length; i++) {
            long more = other[i] - used[i];
            surplus[i] = Math.max(0, more);
            lacking[i] = Math.max(0, -more);
            same &= more == 0;
        }
        return same || new Change(values, surplus, lacking).next(values.length - 1);
    }

    private boolean next(int largest) {
        int at = largest;
        while (at >= 0 && lacking[at] == 0) {
            at--;
        }
        if (at < 0) {
            return true;
        }
        lacking[at]--;
        boolean found = group(values[at], at - 1, at);
        lacking[at]++;
        return found;
    }

    private boolean group(long rest, int coin, int largest) {
        if (--effort < 0) {
            return false;
        }
        if (rest == 0) {
            return next(largest);
        }
        if (coin < 0) {
            return false;
        }
        for (long n = Math.min(surplus[coin], rest / values[coin]); n >= 0; n--) {
            surplus[coin] -= n;
            boolean found = group(rest - n * values[coin], coin - 1, largest);
            surplus[coin] += n;
            if (found) {
                return true;
            }
        }
        return false;
    }
}
