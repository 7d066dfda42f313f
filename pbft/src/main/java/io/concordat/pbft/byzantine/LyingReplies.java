package io.concordat.pbft.byzantine;

import io.concordat.net.Transport;
import io.concordat.pbft.byzantine.wire.LyingWires;

/** B19: tells clients other results than its own. */
final class LyingReplies extends Behaviour {
    @Override
    Transport around(Transport honest, Runnable deed) {
        return new LyingWires(honest, deed);
    }
}
