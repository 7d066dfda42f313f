package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import java.util.Arrays;

/**
 * Writes a Protobuf message in its one canonical form: fields in rising order, those with their default value left out,
 * numbers as short as they go. What {@link FieldReader} accepts. Not thread-safe.
 */
final class FieldWriter {
    /** The longest field without its bytes: a tag of one byte and ten bytes of number. */
    static final int MOST_FIELD = 11;

    private static final int BYTES = 2;
    private static final int FIXED64 = 1;

    private final byte[] buffer;
    private int size;

    FieldWriter(int capacity) {
        buffer = new byte[capacity];
    }

    FieldWriter uint32(int field, int value) {
        return uint64(field, Integer.toUnsignedLong(value));
    }

    FieldWriter uint64(int field, long value) {
        if (value != 0) {
            tag(field, 0);
            varint(value);
        }
        return this;
    }

    FieldWriter fixed64(int field, long value) {
        if (value != 0) {
            tag(field, FIXED64);
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                buffer[size++] = (byte) (value >>> shift);
            }
        }
        return this;
    }

    FieldWriter bytes(int field, Bytes value) {
        if (!value.isEmpty()) {
            tag(field, BYTES);
            varint(value.length());
            value.copyTo(buffer, size);
            size += value.length();
        }
        return this;
    }

    private void tag(int field, int wireType) {
        buffer[size++] = (byte) (field << 3 | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    Bytes toBytes() {
        return Bytes.wrap(Arrays.copyOf(buffer, size));
    }
}
