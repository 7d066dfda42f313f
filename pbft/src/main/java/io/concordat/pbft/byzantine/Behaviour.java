package io.concordat.pbft.byzantine;

import io.concordat.net.Transport;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.ProtocolStart;
import org.jspecify.annotations.Nullable;

/**
 * One way to lie, around a replica that is honest otherwise. What is not overridden is honest. Confined to the
 * replica's loop, but for {@link #around}.
 */
abstract class Behaviour {
    /** What the honest replica wakes up with. */
    ProtocolStart wakes(ProtocolStart start, Liar liar) {
        return start;
    }

    /** What the honest replica is told; null for nothing. */
    @Nullable
    Event hears(Event event, Liar liar) {
        return event;
    }

    /** The honest replica would send this. */
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
    }

    /** About every 10 ms. */
    void ticks(Liar liar) {}

    /** The node's wires, where the lie is told beside the protocol. */
    Transport around(Transport honest, Runnable deed) {
        return honest;
    }
}
