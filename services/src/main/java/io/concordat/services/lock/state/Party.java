package io.concordat.services.lock.state;

import io.concordat.bytes.Bytes;
import io.concordat.services.lock.LockOwner;
import java.util.TreeMap;

/** An owner with all that it holds and waits for; there while there is any. */
final class Party {
    final LockOwner owner;
    final TreeMap<Bytes, Hold> holds = new TreeMap<>();
    final TreeMap<Bytes, Place> places = new TreeMap<>();

    /** Scratch of {@link Reduction}, valid in its round alone. */
    long round;

    int ungranted;

    Party(LockOwner owner) {
        this.owner = owner;
    }

    boolean idle() {
        return holds.isEmpty() && places.isEmpty();
    }

    /** Whether anybody could be waiting for it. */
    boolean inTheWay() {
        for (Hold hold : holds.values()) {
            if (hold.lock.first != null) {
                return true;
            }
        }
        for (Place place : places.values()) {
            if (place.behind != null) {
                return true;
            }
        }
        return false;
    }
}
