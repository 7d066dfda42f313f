package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;

/**
 * Reads a Protobuf message in its one canonical form, and nothing else: fields that are repeated, out of order, spelt
 * longer than need be or given their default value are refused, so that two different encodings never mean the same.
 * Slices what it reads. Not thread-safe.
 */
final class FieldReader {
    private final byte[] array;
    private final int end;
    private int at;
    private int last;

    FieldReader(Bytes message) {
        array = message.backingArray();
        at = message.backingOffset();
        end = at + message.length();
    }

    /** The next field's tag (number times 8 plus wire type, below 128); 0 at the end. */
    int tag() throws MalformedException {
        if (at == end) {
            return 0;
        }
        int tag = array[at++];
        if (tag <= 0 || tag >> 3 <= last >> 3) {
            throw new MalformedException("a field that is unknown, repeated or out of order");
        }
        last = tag;
        return tag;
    }

    long uint64() throws MalformedException {
        long value = varint();
        if (value == 0) {
            throw new MalformedException("a field that carries its default value");
        }
        return value;
    }

    int uint32() throws MalformedException {
        long value = uint64();
        if (value >>> Integer.SIZE != 0) {
            throw new MalformedException("a number of more than 32 bits");
        }
        return (int) value;
    }

    long fixed64() throws MalformedException {
        if (end - at < Long.BYTES) {
            throw cut();
        }
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            value |= (array[at++] & 0xffL) << shift;
        }
        if (value == 0) {
            throw new MalformedException("a field that carries its default value");
        }
        return value;
    }

    Bytes bytes() throws MalformedException {
        long length = uint64();
        if (length < 0 || length > end - at) {
            throw cut();
        }
        Bytes value = Bytes.wrap(array, at, (int) length);
        at += (int) length;
        return value;
    }

    private long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 70 && at < end; shift += 7) {
            long next = array[at++];
            if (shift == 63 && next != 1) {
                throw new MalformedException("a number of more than 64 bits");
            }
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (next == 0 && shift > 0) {
                    throw new MalformedException("a number spelt longer than need be");
                }
                return value;
            }
        }
        throw cut();
    }

    private static MalformedException cut() {
        return new MalformedException("a message that ends within a field");
    }
}
