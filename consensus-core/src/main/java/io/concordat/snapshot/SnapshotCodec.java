package io.concordat.snapshot;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.GroupContext;
import io.concordat.protocol.Message;
import io.concordat.protocol.MessageCodec;

/** Decodes snapshot messages; all other kinds go to the protocol's own codec. Stateless. */
public final class SnapshotCodec implements MessageCodec {
    static final int ASK = 253;
    static final int PIECE = 254;
    static final int ABSENT = 255;

    private final MessageCodec others;

    public SnapshotCodec(MessageCodec others) {
        this.others = others;
    }

    @Override
    public Message decode(
            GroupContext context, int kind, long term, long index, Bytes body, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException {
        if (kind < ASK) {
            return others.decode(context, kind, term, index, body, payload, limits);
        }
        ByteReader in = new ByteReader(body);
        Hash manifest = new Hash(in.raw(Hash.LENGTH));
        int number = in.u32();
        in.end();
        if (term != 0 || index < 1 || number < -1 || number >= Manifest.MOST_CHUNKS) {
            throw new MalformedException("chunk " + number + " of a snapshot at " + index + " in term " + term);
        }
        if (kind == PIECE) {
            int most = number < 0 ? Manifest.MOST_BYTES : Chunk.MOST;
            if (payload.isEmpty() || payload.length() > most) {
                throw new MalformedException("a piece of " + payload.length() + " bytes");
            }
            return new SnapshotMessage.Piece(index, manifest, number, payload);
        }
        if (!payload.isEmpty()) {
            throw new MalformedException("a payload of " + payload.length() + " bytes where none belongs");
        }
        return kind == ASK
                ? new SnapshotMessage.Ask(index, manifest, number)
                : new SnapshotMessage.Absent(index, manifest, number);
    }
}
