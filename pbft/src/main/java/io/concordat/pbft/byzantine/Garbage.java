package io.concordat.pbft.byzantine;

import io.concordat.net.Lane;
import java.util.List;

/** B13: bytes without meaning, under kinds that have one and kinds that have none. */
final class Garbage extends Behaviour {
    private static final int PERCENT = 5;
    private static final int KINDS_WITH_MEANING = 20;
    private static final int MOST_BODY = 2_000;
    private static final int MOST_PAYLOAD = 20_000;

    @Override
    void ticks(Liar liar) {
        for (int to : liar.others()) {
            if (liar.chance(PERCENT)) {
                int kind = 1 + liar.below(liar.chance(80) ? KINDS_WITH_MEANING : 255);
                Lane lane = Lane.values()[liar.below(Lane.values().length)];
                liar.send(
                        to,
                        new RawMessage(
                                kind,
                                liar.number() >>> liar.below(64),
                                liar.number() >>> liar.below(64),
                                liar.anyBytes(MOST_BODY),
                                List.of(liar.anyBytes(MOST_PAYLOAD)),
                                lane));
            }
        }
    }
}
