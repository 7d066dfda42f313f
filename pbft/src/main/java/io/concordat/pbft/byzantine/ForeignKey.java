package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import java.util.List;

/** B8: others' votes, under its own key. */
final class ForeignKey extends Behaviour {
    private static final int PERCENT = 20;

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        if (send.message() instanceof Vote vote && liar.chance(PERCENT)) {
            Statement own = vote.statement();
            List<Integer> others = liar.others();
            int name = others.get(liar.below(others.size()));
            liar.instead(send, new Vote(liar.forge().sayAs(name, own.phase(), own.view(), own.index(), own.digest())));
        }
    }
}
