package io.concordat.services.lock;

import io.concordat.api.Command;
import io.concordat.bytes.Bytes;
import java.util.function.BiConsumer;

/** A command's moment without an engine. One client key owns all sessions. */
public record Moment(Bytes bytes, Bytes session, long clusterNanos, BiConsumer<Bytes, Bytes> events)
        implements Command {
    @Override
    public long number() {
        return 1;
    }

    @Override
    public boolean maySpeakFor(Bytes other) {
        return true;
    }

    @Override
    public long index() {
        return 1;
    }

    @Override
    public void emit(Bytes to, Bytes event) {
        events.accept(to, event);
    }
}
