package io.concordat.client;

import io.concordat.bytes.Bytes;

/**
 * Hears what happens to a session later than its replies. Called on the callbacks executor, one call at a time, in
 * order.
 */
public interface SessionListener {
    SessionListener NONE = new SessionListener() {
        @Override
        public void event(long number, Bytes event) {}

        @Override
        public void lost(String code) {}
    };

    /** Session event {@code number}: 1, 2, 3 …, each once. */
    void event(long number, Bytes event);

    /** The cluster no longer knows the session, or refuses it; {@code code} says why. Nothing comes after it. */
    void lost(String code);
}
