package io.concordat.bytes;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/** Appends big-endian fields to a growing buffer. Not thread-safe. */
public final class ByteWriter {
    private byte[] buffer;
    private int size;

    public ByteWriter(int initialCapacity) {
        buffer = new byte[Math.max(16, initialCapacity)];
    }

    public ByteWriter u8(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public ByteWriter u32(int value) {
        reserve(4);
        Bytes.U32.set(buffer, size, value);
        size += 4;
        return this;
    }

    public ByteWriter u64(long value) {
        reserve(8);
        Bytes.U64.set(buffer, size, value);
        size += 8;
        return this;
    }

    /** The bytes alone: their length must be known to the reader. */
    public ByteWriter raw(Bytes value) {
        reserve(value.length());
        value.copyTo(buffer, size);
        size += value.length();
        return this;
    }

    /** A 32-bit length, then the bytes. */
    public ByteWriter sized(Bytes value) {
        return u32(value.length()).raw(value);
    }

    /** The first {@code length} bytes of what {@code digest} holds, without an array of their own. */
    void digest(MessageDigest digest, int length) {
        reserve(Hash.LENGTH);
        try {
            digest.digest(buffer, size, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for a SHA-256", e);
        }
        size += length;
    }

    public int size() {
        return size;
    }

    /** Everything written so far; the writer must not be used afterwards. */
    public Bytes toBytes() {
        return Bytes.wrap(buffer, 0, size);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length + (buffer.length >> 1)));
        }
    }
}
