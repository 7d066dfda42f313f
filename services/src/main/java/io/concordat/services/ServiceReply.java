package io.concordat.services;

import io.concordat.api.Outcome;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;

/** A mounted service's reply on its way: u8 0 and the reply, or u8 1 and why no service could give one. */
final class ServiceReply {
    private static final int ANSWERED = 0;
    private static final int NO_SERVICE = 1;

    private ServiceReply() {}

    static Bytes answered(Bytes reply) {
        return new ByteWriter(1 + reply.length()).u8(ANSWERED).raw(reply).toBytes();
    }

    static Bytes noService(String message) {
        Bytes text = Bytes.utf8(message);
        return new ByteWriter(1 + text.length()).u8(NO_SERVICE).raw(text).toBytes();
    }

    static Outcome unwrap(Outcome outcome) {
        if (!(outcome instanceof Outcome.Reply reply)) {
            return outcome;
        }
        Bytes bytes = reply.bytes();
        int kind = bytes.isEmpty() ? -1 : bytes.get(0);
        return switch (kind) {
            case ANSWERED -> new Outcome.Reply(bytes.slice(1, bytes.length() - 1));
            case NO_SERVICE ->
                new Outcome.Refused(
                        ErrorCode.WRONG_CONFIGURATION.name(),
                        bytes.slice(1, bytes.length() - 1).toUtf8());
            default ->
                new Outcome.Refused(
                        ErrorCode.WRONG_CONFIGURATION.name(), "the group's state machine mounts no services");
        };
    }
}
