package io.concordat.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable slice of bytes: compared by content, ordered as unsigned bytes.
 *
 * <p>Slicing never copies, so a payload that arrived in one frame is shared by leader, log and applier. Whoever wraps
 * an array hands it over: it must not be written again.
 */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    /** Big-endian fields of an array as single loads and stores. */
    static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int offset;
    private final int length;
    private int hash;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** Takes ownership of {@code array}; no copy. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Takes ownership of a range of {@code array}; no copy. */
    public static Bytes wrap(byte[] array, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes fromHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    public static Bytes concat(Bytes... parts) {
        int total = 0;
        for (Bytes part : parts) {
            total = Math.addExact(total, part.length);
        }
        byte[] joined = new byte[total];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(joined, at);
            at += part.length;
        }
        return wrap(joined);
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public byte get(int index) {
        java.util.Objects.checkIndex(index, length);
        return array[offset + index];
    }

    int u32(int at) {
        java.util.Objects.checkFromIndexSize(at, 4, length);
        return (int) U32.get(array, offset + at);
    }

    long u64(int at) {
        java.util.Objects.checkFromIndexSize(at, 8, length);
        return (long) U64.get(array, offset + at);
    }

    public Bytes slice(int from, int size) {
        java.util.Objects.checkFromIndexSize(from, size, length);
        return size == 0 ? EMPTY : new Bytes(array, offset + from, size);
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    public void copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
    }

    /** The backing array, for zero-copy hand-over to digests, sockets and JNI only; never to be written. */
    public byte[] backingArray() {
        return array;
    }

    public int backingOffset() {
        return offset;
    }

    /** A copy that does not keep a larger array alive; itself when it already owns its whole array. */
    public Bytes compact() {
        return length == array.length ? this : wrap(toArray());
    }

    public String toUtf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    public String toHex() {
        return HexFormat.of().formatHex(array, offset, offset + length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = 1;
            for (int i = offset; i < offset + length; i++) {
                h = 31 * h + array[i];
            }
            hash = h;
        }
        return h;
    }

    @Override
    public String toString() {
        return length <= 32 ? toHex() : slice(0, 16).toHex() + "…(" + length + " bytes)";
    }
}
