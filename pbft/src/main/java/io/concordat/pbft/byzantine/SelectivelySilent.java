package io.concordat.pbft.byzantine;

import io.concordat.protocol.Effect;
import java.util.List;

/** B5: says nothing to f of the others, who starve unless the rest feeds them. */
final class SelectivelySilent extends Behaviour {
    private int first = -1;

    @Override
    void says(Effect.Send send, Liar liar) {
        List<Integer> others = liar.others();
        if (first < 0) {
            first = liar.below(others.size());
        }
        int place = Math.floorMod(others.indexOf(send.to()) - first, others.size());
        if (place < liar.forge().faults()) {
            liar.deed();
        } else {
            liar.pass(send);
        }
    }
}
