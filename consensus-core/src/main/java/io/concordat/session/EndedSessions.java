package io.concordat.session;

import io.concordat.api.KeyedState;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sessions that ended last, as many as may live at once. A late copy of an OPEN must not bring a session back to
 * number 1: late copies of its commands would then run a second time.
 */
final class EndedSessions {
    private final KeyedState state;
    private final int most;
    private final TreeMap<Long, Bytes> byPlace = new TreeMap<>();
    private final TreeSet<Bytes> ids = new TreeSet<>();

    EndedSessions(KeyedState state, int most) throws MalformedException {
        this.state = state;
        this.most = most;
        Keyed.each(state, SessionKeys.ENDED, (key, id) -> {
            byPlace.put(key.u64(), id);
            key.end();
            ids.add(id);
        });
    }

    boolean contains(Bytes id) {
        return ids.contains(id);
    }

    void add(Bytes id) {
        long place = byPlace.isEmpty() ? 1 : byPlace.lastKey() + 1;
        byPlace.put(place, id);
        ids.add(id);
        state.put(SessionKeys.ended(place), id);
        while (byPlace.size() > most) {
            var oldest = byPlace.pollFirstEntry();
            ids.remove(oldest.getValue());
            state.remove(SessionKeys.ended(oldest.getKey()));
        }
    }
}
