package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.ViewChange;
import io.concordat.protocol.Effect;
import java.util.List;

/**
 * B3: hides from half of the others what it has prepared, and opens its views for them from that other story. As a
 * primary it proposes nothing, so that there are view changes to lie in.
 */
final class EquivocatingViewChange extends Behaviour {
    private static final int BOTH_PERCENT = 50;
    /** Where all start from: stable without proof. */
    private static final long GENESIS = 1;

    @Override
    void says(Effect.Send send, Liar liar) {
        if (send.message() instanceof PrePrepare) {
            liar.deed();
        } else if (send.message() instanceof ViewChange change && liar.otherHalf(send.to())) {
            tell(send, other(change, liar), liar);
        } else if (send.message() instanceof NewView view && liar.otherHalf(send.to())) {
            tell(send, other(view, liar), liar);
        } else {
            liar.pass(send);
        }
    }

    private static void tell(Effect.Send send, io.concordat.protocol.Message other, Liar liar) {
        if (liar.chance(BOTH_PERCENT)) {
            liar.pass(send);
        }
        liar.instead(send, other);
    }

    private static ViewChange other(ViewChange change, Liar liar) {
        boolean forgets = change.prepared().isEmpty();
        return liar.forge()
                .change(
                        change.statement().view(),
                        forgets ? GENESIS : change.statement().index(),
                        forgets ? null : change.stable(),
                        List.of());
    }

    private static NewView other(NewView view, Liar liar) {
        List<ViewChange> changes = view.changes().stream()
                .map(c -> c.statement().signer() == liar.self() ? other(c, liar) : c)
                .toList();
        return liar.forge().newView(view.statement().view(), changes);
    }
}
