package io.concordat.pbft.byzantine;

import io.concordat.bytes.Bytes;
import io.concordat.net.Lane;
import io.concordat.protocol.Message;
import java.util.List;

/** Any bytes as a message. */
record RawMessage(int kind, long term, long index, Bytes body, List<Bytes> payload, Lane lane) implements Message {
    static RawMessage like(Message message, Bytes body, Bytes payload) {
        List<Bytes> parts = payload.isEmpty() ? List.of() : List.of(payload);
        return new RawMessage(message.kind(), message.term(), message.index(), body, parts, message.lane());
    }

    @Override
    public boolean signed() {
        return false;
    }
}
