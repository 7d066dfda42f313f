package io.concordat.pbft.byzantine;

import io.concordat.pbft.Forge;
import io.concordat.protocol.ProtocolStart;

/** B20: restarts without a memory of what it has promised, and votes as if it had never promised anything. */
final class Amnesia extends Behaviour {
    @Override
    ProtocolStart wakes(ProtocolStart start, Liar liar) {
        if (start.ownWords().isEmpty()) {
            return start;
        }
        liar.deed();
        return Forge.forgotten(start);
    }
}
