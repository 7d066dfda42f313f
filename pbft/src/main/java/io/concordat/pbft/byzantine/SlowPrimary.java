package io.concordat.pbft.byzantine;

import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.protocol.Effect;
import java.util.ArrayDeque;
import java.util.Deque;

/** B6: a primary that proposes everything, each time so late that no request has quite run out of patience. */
final class SlowPrimary extends Behaviour {
    private static final String TIMEOUT = "pbft.request-timeout";
    private static final int OF_TIMEOUT_PERCENT = 85;

    private final Deque<Late> late = new ArrayDeque<>();

    private record Late(long at, Effect.Send send) {}

    @Override
    void says(Effect.Send send, Liar liar) {
        if (send.message() instanceof PrePrepare) {
            long patience = liar.start().settings().durationNanos(TIMEOUT, "2s");
            liar.deed();
            late.addLast(new Late(liar.now() + patience * OF_TIMEOUT_PERCENT / 100, send));
        } else {
            liar.pass(send);
        }
    }

    @Override
    void ticks(Liar liar) {
        while (!late.isEmpty() && late.peekFirst().at() <= liar.now()) {
            liar.pass(late.removeFirst().send());
        }
    }
}
