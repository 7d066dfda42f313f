package io.concordat.pbft;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The floor under a primary's throughput (after Clement et al., NSDI'09): one that proposes each request just before
 * patience runs out is as good as none. A primary is too slow when for half of a window clients wait, it knows of it,
 * nothing is under way, and it proposes nothing. How long it may take for that is a matter of how long agreement takes
 * here, which a quorum of backups decides and no primary. Clients alone can make nobody look slow: what they wait for
 * is forwarded first, and only the time after that counts.
 */
final class PrimaryPace {
    private static final long LONGEST_TICK = 50_000_000;
    private static final int SMOOTHING = 8;

    private final PbftCore core;
    private final Requests requests;
    private final SortedMap<Long, Long> accepted = new TreeMap<>();
    private long agreement;
    private long windowFrom;
    private long idle;
    private long last;
    private long executed;

    PrimaryPace(PbftCore core, Requests requests) {
        this.core = core;
        this.requests = requests;
        this.agreement = core.config().requestNanos() / 32;
    }

    /** A proposal of this view was taken. */
    void accepted(long index) {
        if (core.slots().inWindow(index)) {
            accepted.putIfAbsent(index, core.now());
        }
    }

    /** Everything up to {@code index} is decided. */
    void executed(long index) {
        Long began = accepted.get(index);
        if (began != null) {
            agreement += (core.now() - began - agreement) / SMOOTHING;
        }
        accepted.headMap(index + 1).clear();
    }

    void viewBegins() {
        accepted.clear();
        windowFrom = core.now();
        idle = 0;
    }

    /**
     * Once a tick. {@code patience}: how long a request may wait in this view, which grows with failed views and with
     * it everything here.
     *
     * @return whether the primary should be left
     */
    boolean tooSlow(long executedNow, long patience) {
        long now = core.now();
        long passed = Math.min(now - last, LONGEST_TICK);
        boolean stands = executedNow == executed;
        last = now;
        executed = executedNow;
        if (!core.view().votes() || core.view().primary() == core.self()) {
            return false;
        }
        long window = patience / 2;
        if (now - windowFrom > window) {
            windowFrom = now;
            idle = 0;
        }
        long scale = patience / core.config().requestNanos();
        long grace = Math.max(core.config().requestNanos() / 100, 2 * agreement) * scale;
        if (stands && accepted.isEmpty() && requests.stale(grace)) {
            idle += passed;
        }
        return idle > window / 2;
    }
}
