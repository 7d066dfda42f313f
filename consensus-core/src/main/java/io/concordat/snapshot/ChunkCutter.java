package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Cuts the bytes of one section after the other in chunks; where depends on the section's content alone. One buffer
 * serves all: to grow a new one for each chunk took three times its size, most of it too large for a young generation.
 * Not thread-safe.
 */
final class ChunkCutter extends OutputStream {
    private final Sink sink;
    private int section;
    private byte[] buffer = new byte[8 << 10];
    private int filled;

    /** Takes one chunk after the other. */
    interface Sink {
        void take(Chunk chunk, Bytes content) throws IOException;
    }

    ChunkCutter(Sink sink) {
        this.sink = sink;
    }

    /** What is written from here on, until it is closed, belongs to {@code section}. */
    ChunkCutter section(int next) {
        section = next;
        return this;
    }

    /** A 32-bit length, then the bytes. */
    void sized(Bytes bytes) throws IOException {
        int length = bytes.length();
        for (int shift = 24; shift >= 0; shift -= 8) {
            write(length >>> shift);
        }
        write(bytes.backingArray(), bytes.backingOffset(), length);
    }

    @Override
    public void write(int b) throws IOException {
        reserve(1);
        buffer[filled++] = (byte) b;
        cutIfFull();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, Chunk.MOST - filled);
            reserve(part);
            System.arraycopy(from, at, buffer, filled, part);
            filled += part;
            at += part;
            left -= part;
            cutIfFull();
        }
    }

    private void reserve(int more) {
        if (filled + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(Chunk.MOST, Math.max(2 * buffer.length, filled + more)));
        }
    }

    private void cutIfFull() throws IOException {
        if (filled == Chunk.MOST) {
            close();
        }
    }

    /** Ends the section. */
    @Override
    public void close() throws IOException {
        if (filled > 0) {
            Bytes content = Bytes.wrap(Arrays.copyOf(buffer, filled));
            filled = 0;
            sink.take(new Chunk(section, content.length(), Hash.of(content), ManifestFile.crc(content)), content);
        }
    }
}
