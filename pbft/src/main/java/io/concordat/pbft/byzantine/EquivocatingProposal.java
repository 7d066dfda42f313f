package io.concordat.pbft.byzantine;

import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.protocol.Effect;

/** B1: a primary that proposes one batch to some and another to the rest; now and then both to one member. */
final class EquivocatingProposal extends Behaviour {
    private static final int BOTH_PERCENT = 30;

    @Override
    void says(Effect.Send send, Liar liar) {
        if (!(send.message() instanceof PrePrepare honest) || !liar.otherHalf(send.to())) {
            liar.pass(send);
            return;
        }
        Batch batch = honest.batch();
        Batch other = Batch.of(batch.index(), batch.proposedNanos(), batch.wallMillis() + 1, batch.bundles());
        if (liar.chance(BOTH_PERCENT)) {
            liar.pass(send);
        }
        liar.instead(send, liar.forge().proposal(honest.statement().view(), other));
    }
}
