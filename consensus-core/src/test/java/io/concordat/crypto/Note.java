package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.net.Lane;
import io.concordat.protocol.Message;
import io.concordat.protocol.MessageCodec;

/** The smallest protocol message: even kinds are signed. */
record Note(int kind, long term, long index, Bytes body) implements Message {
    static final MessageCodec CODEC = (context, kind, term, index, body, payload, limits) -> {
        if (body.length() > 100) {
            throw new MalformedException("a note has at most 100 bytes");
        }
        return new Note(kind, term, index, body);
    };

    @Override
    public Lane lane() {
        return Lane.CONTROL;
    }

    @Override
    public boolean signed() {
        return kind % 2 == 0;
    }
}
