package io.concordat.pbft.byzantine;

import io.concordat.bytes.Bytes;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Message;

/** B14: its own messages with a length or a count that is negative, huge, or one too many; or cut short. */
final class MalformedLengths extends Behaviour {
    private static final int PERCENT = 20;
    private static final int[] LENGTHS = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 0x00FF_FFFF, 0, 1};

    @Override
    void says(Effect.Send send, Liar liar) {
        liar.pass(send);
        if (liar.chance(PERCENT)) {
            Message honest = send.message();
            Bytes payload = Bytes.concat(honest.payload().toArray(Bytes[]::new));
            boolean inPayload = payload.length() >= 4 && liar.chance(70);
            liar.instead(
                    send,
                    inPayload
                            ? RawMessage.like(honest, honest.body(), twisted(payload, liar))
                            : RawMessage.like(honest, twisted(honest.body(), liar), payload));
        }
    }

    private static Bytes twisted(Bytes bytes, Liar liar) {
        if (bytes.length() < 4) {
            return liar.anyBytes(64);
        }
        if (liar.chance(20)) {
            return bytes.slice(0, liar.below(bytes.length()));
        }
        byte[] copy = bytes.toArray();
        int at = liar.below(Math.min(copy.length, 200) - 3);
        int length = LENGTHS[liar.below(LENGTHS.length)];
        for (int i = 0; i < 4; i++) {
            copy[at + i] = (byte) (length >>> (24 - 8 * i));
        }
        return Bytes.wrap(copy);
    }
}
