package io.concordat.pbft.byzantine;

import io.concordat.log.GroupContext;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Statement;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import java.util.ArrayList;
import java.util.List;

/** B9: what it and others said long ago, and its votes as they would hold in another cluster, group or epoch. */
final class Replay extends Behaviour {
    private static final int KEPT = 256;
    private static final int HEARD_PERCENT = 10;
    private static final int PERCENT = 10;

    private final List<Message> heard = new ArrayList<>();

    @Override
    Event hears(Event event, Liar liar) {
        if (event instanceof Event.Received received) {
            keep(received.message(), liar);
        }
        return event;
    }

    private void keep(Message message, Liar liar) {
        if (heard.size() < KEPT) {
            heard.add(message);
        } else if (liar.chance(HEARD_PERCENT)) {
            heard.set(liar.below(KEPT), message);
        }
    }

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        keep(send.message(), liar);
        if (send.message() instanceof Vote vote && liar.chance(PERCENT)) {
            Statement own = vote.statement();
            liar.instead(
                    send,
                    new Vote(liar.forge().sayIn(elsewhere(liar), own.phase(), own.view(), own.index(), own.digest())));
        }
    }

    private static GroupContext elsewhere(Liar liar) {
        GroupContext here = liar.forge().context();
        return switch (liar.below(3)) {
            case 0 ->
                new GroupContext(liar.anyHash().bytes().slice(0, here.cluster().length()), here.group(), here.epoch());
            case 1 -> new GroupContext(here.cluster(), here.group() + 1, here.epoch());
            default -> new GroupContext(here.cluster(), here.group(), here.epoch() + 1);
        };
    }

    @Override
    void ticks(Liar liar) {
        for (int to : liar.others()) {
            if (!heard.isEmpty() && liar.chance(PERCENT)) {
                liar.send(to, heard.get(liar.below(heard.size())));
            }
        }
    }
}
