package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;

/**
 * {@code EnvelopeHeader} of envelope.proto: every peer message passes through it at both ends, which is why it is not
 * left to generated code.
 */
record Header(
        Bytes cluster,
        int group,
        long epoch,
        int sender,
        long senderIncarnation,
        long receiverIncarnation,
        int kind,
        long term,
        long index,
        Bytes body,
        int receiver) {
    private static final int FIELDS = 11;

    Bytes encode() {
        return new FieldWriter(FIELDS * FieldWriter.MOST_FIELD + cluster.length() + body.length())
                .bytes(1, cluster)
                .uint32(2, group)
                .uint64(3, epoch)
                .uint32(4, sender)
                .fixed64(5, senderIncarnation)
                .fixed64(6, receiverIncarnation)
                .uint32(7, kind)
                .uint64(8, term)
                .uint64(9, index)
                .bytes(10, body)
                .uint32(11, receiver)
                .toBytes();
    }

    /** The inverse of {@link #encode}; refuses whatever that cannot have written. */
    static Header decode(Bytes wire) throws MalformedException {
        FieldReader in = new FieldReader(wire);
        Bytes cluster = Bytes.EMPTY;
        Bytes body = Bytes.EMPTY;
        long[] numbers = new long[FIELDS + 1];
        for (int tag = in.tag(); tag != 0; tag = in.tag()) {
            int field = tag >> 3;
            switch (tag) {
                case 1 << 3 | 2 -> cluster = in.bytes();
                case 10 << 3 | 2 -> body = in.bytes();
                case 2 << 3, 4 << 3, 7 << 3, 11 << 3 -> numbers[field] = in.uint32();
                case 3 << 3, 8 << 3, 9 << 3 -> numbers[field] = in.uint64();
                case 5 << 3 | 1, 6 << 3 | 1 -> numbers[field] = in.fixed64();
                default -> throw new MalformedException("an envelope with field " + field + " of type " + (tag & 7));
            }
        }
        return new Header(
                cluster,
                (int) numbers[2],
                numbers[3],
                (int) numbers[4],
                numbers[5],
                numbers[6],
                (int) numbers[7],
                numbers[8],
                numbers[9],
                body,
                (int) numbers[11]);
    }
}
