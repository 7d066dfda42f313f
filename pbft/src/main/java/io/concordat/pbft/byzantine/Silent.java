package io.concordat.pbft.byzantine;

import io.concordat.protocol.Effect;

/** B4: hears everything and says nothing. */
final class Silent extends Behaviour {
    @Override
    void says(Effect.Send send, Liar liar) {
        liar.deed();
    }
}
