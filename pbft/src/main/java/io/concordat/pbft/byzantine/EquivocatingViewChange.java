package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Phase;
import io.concordat.pbft.PreparedCertificate;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * B3: hides from half of the others what it has prepared, and opens its views for them from that other story. As a
 * primary it stops proposing after a while, so that there are view changes to lie in, and tells both stories at once.
 */
final class EquivocatingViewChange extends Behaviour {
    /** Slots that it proposes, and as many that it does not. */
    private static final int SPELL = 16;

    private static final int BOTH_PERCENT = 50;
    /** Where all start from: stable without proof. */
    private static final long GENESIS = 1;

    private final List<Statement> prepares = new ArrayList<>();
    private @Nullable Statement proposal;
    private @Nullable PreparedCertificate prepared;
    private long toldOf = -1;

    @Override
    Event hears(Event event, Liar liar) {
        Statement own = proposal;
        if (own != null
                && event instanceof Event.Received received
                && received.message() instanceof Vote vote
                && vote.statement().phase() == Phase.PREPARE
                && vote.statement().view() == own.view()
                && vote.statement().digest().equals(own.digest())
                && prepares.stream().noneMatch(p -> p.signer() == received.sender())) {
            prepares.add(vote.statement());
            if (prepares.size() == 2 * liar.forge().faults()) {
                prepared = new PreparedCertificate(own, prepares);
            }
        }
        return event;
    }

    @Override
    void says(Effect.Send send, Liar liar) {
        if (send.message() instanceof PrePrepare own) {
            propose(send, own.statement(), liar);
        } else if (send.message() instanceof ViewChange change && liar.otherHalf(send.to())) {
            tell(send, other(change, liar), liar);
        } else if (send.message() instanceof NewView view && liar.otherHalf(send.to())) {
            tell(send, other(view, liar), liar);
        } else {
            liar.pass(send);
        }
    }

    private void propose(Effect.Send send, Statement own, Liar liar) {
        if (own.index() / SPELL % 2 == 1) {
            liar.deed();
            leave(own.view() + 1, liar);
            return;
        }
        if (prepared == null && !own.equals(proposal)) {
            proposal = own;
            prepares.clear();
        }
        liar.pass(send);
    }

    /** Ahead of everybody: both stories are there before anybody else leaves. */
    private void leave(long next, Liar liar) {
        PreparedCertificate certificate = prepared;
        if (certificate == null || toldOf == next) {
            return;
        }
        toldOf = next;
        ViewChange whole = liar.forge().change(next, GENESIS, null, List.of(certificate));
        ViewChange hiding = liar.forge().change(next, GENESIS, null, List.of());
        for (int to : liar.others()) {
            liar.send(to, liar.otherHalf(to) ? hiding : whole);
            if (liar.chance(BOTH_PERCENT)) {
                liar.send(to, liar.otherHalf(to) ? whole : hiding);
            }
        }
        prepared = null;
    }

    private static void tell(Effect.Send send, Message other, Liar liar) {
        if (liar.chance(BOTH_PERCENT)) {
            liar.pass(send);
        }
        liar.instead(send, other);
    }

    private static ViewChange other(ViewChange change, Liar liar) {
        boolean nothing = change.prepared().isEmpty();
        return liar.forge()
                .change(
                        change.statement().view(),
                        nothing ? GENESIS : change.statement().index(),
                        nothing ? null : change.stable(),
                        List.of());
    }

    private static NewView other(NewView view, Liar liar) {
        List<ViewChange> changes = view.changes().stream()
                .map(c -> c.statement().signer() == liar.self() ? other(c, liar) : c)
                .toList();
        return liar.forge().newView(view.statement().view(), changes);
    }
}
