package io.concordat.bytes;

/** Reads what {@link ByteWriter} wrote, from bytes that may be hostile: every length is checked before it is used. */
public final class ByteReader {
    private final Bytes source;
    private int at;

    public ByteReader(Bytes source) {
        this.source = source;
    }

    public int u8() throws MalformedException {
        need(1);
        return source.get(at++) & 0xff;
    }

    public int u32() throws MalformedException {
        need(4);
        int value = source.u32(at);
        at += 4;
        return value;
    }

    public long u64() throws MalformedException {
        need(8);
        long value = source.u64(at);
        at += 8;
        return value;
    }

    public Bytes raw(int length) throws MalformedException {
        need(length);
        Bytes slice = source.slice(at, length);
        at += length;
        return slice;
    }

    /** A 32-bit length of at most {@code max}, then that many bytes, sliced and not copied. */
    public Bytes sized(int max) throws MalformedException {
        int length = u32();
        if (length < 0 || length > max) {
            throw new MalformedException("length " + Integer.toUnsignedString(length) + " exceeds the limit " + max);
        }
        return raw(length);
    }

    /** A 32-bit count of elements that take at least {@code elementBytes} each, so that a lie costs no memory. */
    public int count(int elementBytes) throws MalformedException {
        int count = u32();
        if (count < 0 || (long) count * elementBytes > remaining()) {
            throw new MalformedException(
                    "count " + Integer.toUnsignedString(count) + " does not fit " + remaining() + " remaining bytes");
        }
        return count;
    }

    public int remaining() {
        return source.length() - at;
    }

    public void end() throws MalformedException {
        if (remaining() != 0) {
            throw new MalformedException(remaining() + " bytes too many");
        }
    }

    private void need(int length) throws MalformedException {
        if (length < 0 || length > remaining()) {
            throw new MalformedException("expected " + length + " bytes, found " + remaining());
        }
    }
}
