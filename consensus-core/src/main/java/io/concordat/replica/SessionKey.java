package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.log.Bundle;

/**
 * A session as somebody claims it. The key belongs to it: until a bundle is executed nobody knows whose a session
 * is, and a stranger who names it must not get its replies or block it.
 */
record SessionKey(Bytes session, Bytes clientKey) {
    static SessionKey of(Bundle bundle) {
        return new SessionKey(bundle.session(), bundle.clientKey());
    }

    /** To be kept longer than the bundle, whose whole frame it would hold in memory otherwise. */
    SessionKey compact() {
        return new SessionKey(session.compact(), clientKey.compact());
    }
}
