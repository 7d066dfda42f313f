package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import io.concordat.log.GroupContext;
import java.util.List;

/** What fills a slot that nobody needs, so that the slots after it can be executed; it changes nothing. */
final class NullBatch {
    private NullBatch() {}

    static Batch at(long index) {
        return Batch.of(index, 0, 0, List.of());
    }

    static Hash digest(long index, GroupContext context) {
        return at(index).digest(context);
    }
}
