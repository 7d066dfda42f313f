package io.concordat.record;

import java.util.ArrayList;
import java.util.List;

/**
 * The starts of one replica that its own disk remembers. A disk that is put back forgets some, and counts the same
 * numbers again in other lives: whoever met one of the forgotten can tell.
 *
 * @param boot the latest start
 * @param settled up to here peers may remember what this disk does not: that loss was made good
 * @param incarnations of the starts {@code boot}, {@code boot - 1}, and so on; 0 for one that failed before anybody
 *     could meet it
 */
public record Lineage(long boot, long settled, List<Long> incarnations) {
    /** Who has not met this replica in so many starts can no longer tell. */
    static final int MOST = 16;

    static final Lineage NONE = new Lineage(0, 0, List.of());

    public Lineage {
        incarnations = List.copyOf(incarnations);
    }

    Lineage start(long number, long incarnation) {
        List<Long> lives = new ArrayList<>();
        lives.add(incarnation);
        // A start is counted in the log before it stands here: what lies between has come no further than that.
        for (long failed = number - 1; failed > boot && lives.size() < MOST; failed--) {
            lives.add(0L);
        }
        lives.addAll(incarnations.subList(0, Math.min(incarnations.size(), MOST - lives.size())));
        return new Lineage(number, settled, lives);
    }

    Lineage settle(long number) {
        return number <= boot ? new Lineage(boot, boot, incarnations) : new Lineage(number, number, List.of());
    }

    /** Whether somebody who has met start {@code number} as {@code incarnation} has met a life this disk forgot. */
    public boolean lacks(long number, long incarnation) {
        if (number > boot) {
            return true;
        }
        long at = boot - number;
        boolean known = number > settled && incarnation != 0 && at < incarnations.size();
        return known && incarnations.get((int) at) != incarnation;
    }
}
