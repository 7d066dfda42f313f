package io.concordat.session;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * The cached replies of commands that were executed together: their hashes, then their results exactly as a REPLIES
 * frame carries them, so that the answer to a fresh bundle is a slice of what is kept. Immutable; confined like its
 * session.
 */
final class ReplyGroup {
    /** Of a command's SHA-256; enough that nobody finds other bytes for a number by chance or by work below 2^64. */
    static final int HASH_LENGTH = 16;

    private static final int LEAST_RESULT = 5;

    private final long firstNumber;
    private final int count;
    private final Bytes encoded;
    private int @Nullable [] ends;

    private ReplyGroup(long firstNumber, int count, Bytes encoded) {
        this.firstNumber = firstNumber;
        this.count = count;
        this.encoded = encoded;
    }

    static ReplyGroup of(long firstNumber, int count, ByteWriter hashes, ByteWriter results) {
        byte[] joined = new byte[4 + hashes.size() + results.size()];
        new ByteWriter(16).u32(count).toBytes().copyTo(joined, 0);
        int resultsAt = 4 + hashes.size();
        hashes.toBytes().copyTo(joined, 4);
        results.toBytes().copyTo(joined, resultsAt);
        return new ReplyGroup(firstNumber, count, Bytes.wrap(joined));
    }

    static ReplyGroup decode(long firstNumber, Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        int count = in.count(HASH_LENGTH + LEAST_RESULT);
        if (count == 0 || firstNumber <= 0) {
            throw new MalformedException("group of " + count + " replies from number " + firstNumber);
        }
        in.raw(count * HASH_LENGTH);
        for (int i = 0; i < count; i++) {
            in.u8();
            in.sized(in.remaining());
        }
        in.end();
        return new ReplyGroup(firstNumber, count, encoded);
    }

    long firstNumber() {
        return firstNumber;
    }

    long lastNumber() {
        return firstNumber + count - 1;
    }

    Bytes encoded() {
        return encoded;
    }

    /** All results, in order, as on the wire. */
    Bytes results() {
        int at = 4 + count * HASH_LENGTH;
        return encoded.slice(at, encoded.length() - at);
    }

    Bytes hash(long number) {
        return encoded.slice(4 + place(number) * HASH_LENGTH, HASH_LENGTH);
    }

    /** One result as on the wire: u8 outcome, u32 length, bytes. */
    Bytes result(long number) {
        int[] known = ends == null ? findEnds() : ends;
        int place = place(number);
        int from = place == 0 ? 4 + count * HASH_LENGTH : known[place - 1];
        return encoded.slice(from, known[place] - from);
    }

    private int[] findEnds() {
        int[] found = new int[count];
        int at = 4 + count * HASH_LENGTH;
        for (int i = 0; i < count; i++) {
            int length = 0;
            for (int b = 1; b <= 4; b++) {
                length = length << 8 | (encoded.get(at + b) & 0xff);
            }
            at += LEAST_RESULT + length;
            found[i] = at;
        }
        ends = found;
        return found;
    }

    private int place(long number) {
        return (int) (number - firstNumber);
    }
}
