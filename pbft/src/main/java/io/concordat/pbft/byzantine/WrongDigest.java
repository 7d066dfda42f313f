package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Phase;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;

/** B10: votes for digests of nothing, and proposals whose digest is another batch's. */
final class WrongDigest extends Behaviour {
    private static final int PERCENT = 50;

    @Override
    void says(Effect.Send send, Liar liar) {
        if (send.message() instanceof Vote vote) {
            Statement own = vote.statement();
            liar.instead(send, new Vote(liar.forge().say(own.phase(), own.view(), own.index(), liar.anyHash())));
            // A proposal that nobody can take, for the slot after it.
            Statement next = liar.forge().say(Phase.PREPARE, own.view(), Math.max(1, own.index() - 1), liar.anyHash());
            liar.instead(send, new Vote(next));
        } else if (send.message() instanceof PrePrepare proposal && liar.chance(PERCENT)) {
            Statement own = proposal.statement();
            Statement other = liar.forge().say(Phase.PRE_PREPARE, own.view(), own.index(), liar.anyHash());
            liar.instead(send, new PrePrepare(other, proposal.batch()));
        } else {
            liar.pass(send);
        }
    }
}
