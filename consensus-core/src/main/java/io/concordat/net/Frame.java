package io.concordat.net;

import io.concordat.bytes.Bytes;
import java.util.List;

/**
 * One message on the wire: a Protobuf header and raw payload that no codec touches.
 *
 * <p>Wire form, big-endian: magic u16, version u8, kind u8, group u32, header length u32, payload length u32, CRC32C
 * u32 of all the other bytes; then header, then payload. An arriving frame has its payload in one piece.
 */
public record Frame(FrameKind kind, int group, Bytes header, List<Bytes> payload) {
    public static final int MAGIC = 0xC0DA;
    public static final int VERSION = 1;
    public static final int FIXED_LENGTH = 20;

    public static Frame of(FrameKind kind, int group, Bytes header, Bytes payload) {
        return new Frame(kind, group, header, payload.isEmpty() ? List.of() : List.of(payload));
    }

    public int payloadLength() {
        int length = 0;
        for (Bytes part : payload) {
            length += part.length();
        }
        return length;
    }

    /** The payload in one piece; copies only if it is in several. */
    public Bytes joinedPayload() {
        return payload.size() == 1 ? payload.get(0) : Bytes.concat(payload.toArray(Bytes[]::new));
    }

    public int length() {
        return FIXED_LENGTH + header.length() + payloadLength();
    }
}
