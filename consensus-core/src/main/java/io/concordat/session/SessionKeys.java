package io.concordat.session;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;

/**
 * Where sessions live in the group's state. Part of the format. All start with byte 0, which no state machine can
 * reach.
 */
final class SessionKeys {
    static final int ID_LENGTH = 16;
    static final Bytes SESSIONS = Bytes.wrap(new byte[] {0, 's'});
    static final Bytes REPLIES = Bytes.wrap(new byte[] {0, 'r'});
    static final Bytes EVENTS = Bytes.wrap(new byte[] {0, 'e'});
    static final Bytes ENDED = Bytes.wrap(new byte[] {0, 't'});

    private SessionKeys() {}

    static Bytes session(Bytes id) {
        return Bytes.concat(SESSIONS, id);
    }

    static Bytes replies(Bytes id, long firstNumber) {
        return numbered(REPLIES, id, firstNumber);
    }

    static Bytes event(Bytes id, long number) {
        return numbered(EVENTS, id, number);
    }

    static Bytes ended(long place) {
        return numbered(ENDED, Bytes.EMPTY, place);
    }

    private static Bytes numbered(Bytes prefix, Bytes id, long number) {
        return new ByteWriter(26).raw(prefix).raw(id).u64(number).toBytes().compact();
    }
}
