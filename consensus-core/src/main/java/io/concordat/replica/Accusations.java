package io.concordat.replica;

import io.concordat.protocol.Effect;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator which member contradicts itself or others, and whose messages are dropped, without letting it fill
 * the log: of one member's deeds the first, second, fourth, eighth and so on is written. Confined to the loop.
 */
final class Accusations {
    private static final Logger LOG = LoggerFactory.getLogger(Accusations.class);

    private final TreeMap<Integer, Long> deeds = new TreeMap<>();
    private final TreeMap<Integer, Long> dropped = new TreeMap<>();

    void heard(Effect.Accuse accuse) {
        long count = deeds.merge(accuse.member(), 1L, Long::sum);
        if (Long.bitCount(count) == 1) {
            LOG.error(
                    "node {} {}; its message is dropped ({} such). No honest member does this: inspect that node",
                    accuse.member(),
                    accuse.deed(),
                    count);
        }
    }

    /** Not worth an operator's while by itself: late messages are dropped too. */
    void heard(Effect.Dropped message) {
        long count = dropped.merge(message.member(), 1L, Long::sum);
        if (Long.bitCount(count) == 1) {
            LOG.info("a message of node {} was dropped ({} such): {}", message.member(), count, message.why());
        }
    }
}
