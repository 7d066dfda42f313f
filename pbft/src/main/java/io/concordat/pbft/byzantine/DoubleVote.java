package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Phase;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import java.util.SortedSet;
import java.util.TreeSet;

/** B2: agrees with everybody, whatever they say, and votes for what nobody has said besides. */
final class DoubleVote extends Behaviour {
    private static final int BESIDES_PERCENT = 30;
    private static final int MOST_REMEMBERED = 4_096;

    private final SortedSet<String> agreed = new TreeSet<>();

    @Override
    Event hears(Event event, Liar liar) {
        if (event instanceof Event.Received received) {
            if (received.message() instanceof Vote vote) {
                agree(received.sender(), vote.statement(), liar);
            } else if (received.message() instanceof PrePrepare proposal) {
                agree(received.sender(), proposal.statement(), liar);
            }
        }
        return event;
    }

    private void agree(int with, Statement said, Liar liar) {
        if (agreed.size() >= MOST_REMEMBERED) {
            agreed.clear();
        }
        // Once: two of this kind would agree with each other's agreement for ever.
        if (!agreed.add(with + " " + said.view() + " " + said.index() + " " + said.digest())) {
            return;
        }
        if (liar.forge().primary(said.view()) != liar.self()) {
            liar.send(with, vote(Phase.PREPARE, said, liar));
        }
        liar.send(with, vote(Phase.COMMIT, said, liar));
    }

    private static Vote vote(Phase phase, Statement said, Liar liar) {
        return new Vote(liar.forge().say(phase, said.view(), said.index(), said.digest()));
    }

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        if (send.message() instanceof Vote vote && liar.chance(BESIDES_PERCENT)) {
            Statement own = vote.statement();
            liar.instead(send, new Vote(liar.forge().say(own.phase(), own.view(), own.index(), liar.anyHash())));
        }
    }
}
