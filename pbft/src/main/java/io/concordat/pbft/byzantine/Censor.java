package io.concordat.pbft.byzantine;

import io.concordat.log.Bundle;
import io.concordat.pbft.PbftMessage.Forward;
import io.concordat.protocol.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** B17: a primary that never proposes what half of the sessions ask, and turns round the order of the others. */
final class Censor extends Behaviour {
    @Override
    @Nullable
    Event hears(Event event, Liar liar) {
        if (event instanceof Event.Proposed proposed && !proposed.bundles().isEmpty()) {
            List<Bundle> left = new ArrayList<>();
            for (Bundle bundle : proposed.bundles()) {
                if (!victim(bundle)) {
                    left.add(bundle);
                }
            }
            liar.deed();
            Collections.reverse(left);
            return new Event.Proposed(proposed.proposalId(), proposed.wallMillis(), left);
        }
        if (event instanceof Event.Received received
                && received.message() instanceof Forward forward
                && victim(forward.bundle())) {
            liar.deed();
            return null;
        }
        return event;
    }

    private static boolean victim(Bundle bundle) {
        return bundle.session().get(0) % 2 == 0;
    }
}
