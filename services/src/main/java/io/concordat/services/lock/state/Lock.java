package io.concordat.services.lock.state;

import io.concordat.bytes.Bytes;
import io.concordat.services.lock.LockNeed;
import io.concordat.services.lock.LockOwner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One lock in use: its holders, and the queue of those who wait, first come first served whatever their need. */
final class Lock {
    final Bytes name;
    /** A semaphore's size; 0 for a readers-writer lock. */
    final int of;

    final TreeMap<LockOwner, Hold> holds = new TreeMap<>();
    int free;
    int waiting;

    @Nullable
    Place first;

    @Nullable
    Place last;

    /** Scratch of {@link Reduction}, valid in its round alone. */
    long round;

    int simulatedFree;

    @Nullable
    Place seen;

    @Nullable
    Place stuck;

    Lock(Bytes name, int of) {
        this.name = name;
        this.of = of;
        this.free = of == 0 ? LockNeed.ALL : of;
    }

    boolean idle() {
        return holds.isEmpty() && first == null;
    }

    void append(Place place) {
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
    }

    void unlink(Place place) {
        if (place.before == null) {
            first = place.behind;
        } else {
            place.before.behind = place.behind;
        }
        if (place.behind == null) {
            last = place.before;
        } else {
            place.behind.before = place.before;
        }
        place.before = null;
        place.behind = null;
    }
}
