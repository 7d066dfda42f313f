package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.Beat;
import io.concordat.pbft.PbftMessage.Fetch;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.PbftMessage.RecallRequest;
import io.concordat.pbft.PbftMessage.Vote;
import io.concordat.pbft.Phase;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.protocol.Message;
import java.util.ArrayList;
import java.util.List;

/** B15: valid messages, as many as it may: fresh votes that each cost a check, questions that each cost an answer. */
final class Flood extends Behaviour {
    private static final int KEPT = 64;
    private static final int SLOTS = 100;

    private final List<Message> own = new ArrayList<>();
    private final List<Message> questions = new ArrayList<>();
    private long last = -1;
    private long owed;

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        keep(own, send.message(), liar);
    }

    @Override
    Event hears(Event event, Liar liar) {
        if (event instanceof Event.Received received && received.message() instanceof PrePrepare proposal) {
            keep(questions, new Fetch(proposal.index(), proposal.statement().digest()), liar);
        }
        return event;
    }

    private static void keep(List<Message> list, Message message, Liar liar) {
        if (list.size() < KEPT) {
            list.add(message);
        } else {
            list.set(liar.below(KEPT), message);
        }
    }

    @Override
    void ticks(Liar liar) {
        long passed = last < 0 ? 0 : Math.min(liar.now() - last, 100_000_000);
        last = liar.now();
        owed += passed * liar.conspiracy().messagesPerSecond();
        while (owed >= 1_000_000_000) {
            owed -= 1_000_000_000;
            liar.sendAll(next(liar));
        }
    }

    private Message next(Liar liar) {
        int which = liar.below(6);
        if (which == 0 && !own.isEmpty()) {
            return own.get(liar.below(own.size()));
        }
        if (which == 1 && !questions.isEmpty()) {
            return questions.get(liar.below(questions.size()));
        }
        if (which == 2) {
            return new Beat(liar.view(), liar.below(100), 1, true, true, true, true);
        }
        if (which == 3) {
            return new RecallRequest(liar.number());
        }
        if (which == 4) {
            return new Beat(liar.view(), liar.executed(), 1, true, false, false, false);
        }
        long slot = Math.max(1, liar.executed() - SLOTS + liar.below(2 * SLOTS));
        return new Vote(liar.forge().say(Phase.COMMIT, liar.view(), slot, liar.anyHash()));
    }
}
