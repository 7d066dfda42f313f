package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.net.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Turns frames into buffers for a gathering write. Small parts of consecutive frames are packed together, because a
 * buffer
 * costs more than copying a few bytes; large payloads are handed on as they lie in the heap. Not thread-safe.
 */
final class FrameEncoder {
    private static final int CHUNK = 32 << 10;
    private static final int WORTH_A_BUFFER = 4 << 10;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> out;
    private final CRC32C crc = new CRC32C();
    private final byte[] fixed = new byte[Frame.FIXED_LENGTH];
    private ByteBuf packed = Unpooled.EMPTY_BUFFER;

    FrameEncoder(ByteBufAllocator allocator, Consumer<ByteBuf> out) {
        this.allocator = allocator;
        this.out = out;
    }

    /** A frame by itself, for hello and reject. */
    static ByteBuf encode(ByteBufAllocator allocator, Frame frame) {
        CompositeByteBuf whole = allocator.compositeBuffer();
        FrameEncoder encoder = new FrameEncoder(allocator, part -> whole.addComponent(true, part));
        encoder.add(frame);
        encoder.finish();
        return whole;
    }

    void add(Frame frame) {
        int payloadLength = frame.payloadLength();
        fixed[0] = (byte) (Frame.MAGIC >>> 8);
        fixed[1] = (byte) Frame.MAGIC;
        fixed[2] = (byte) Frame.VERSION;
        fixed[3] = (byte) frame.kind().code();
        put(4, frame.group());
        put(8, frame.header().length());
        put(12, payloadLength);
        crc.reset();
        crc.update(fixed, 0, 16);
        update(frame.header());
        frame.payload().forEach(this::update);
        put(16, (int) crc.getValue());
        pack(fixed, 0, fixed.length);
        write(frame.header());
        frame.payload().forEach(this::write);
    }

    /** Hands over what is still packed; the encoder may be used again. */
    void finish() {
        ByteBuf last = packed;
        packed = Unpooled.EMPTY_BUFFER;
        if (last.isReadable()) {
            out.accept(last);
        }
    }

    private void update(Bytes part) {
        crc.update(part.backingArray(), part.backingOffset(), part.length());
    }

    private void write(Bytes part) {
        if (part.length() >= WORTH_A_BUFFER) {
            finish();
            out.accept(Unpooled.wrappedBuffer(part.backingArray(), part.backingOffset(), part.length()));
        } else if (!part.isEmpty()) {
            pack(part.backingArray(), part.backingOffset(), part.length());
        }
    }

    private void pack(byte[] bytes, int offset, int length) {
        if (packed.writableBytes() < length) {
            finish();
            packed = allocator.buffer(CHUNK, CHUNK);
        }
        packed.writeBytes(bytes, offset, length);
    }

    private void put(int at, int value) {
        fixed[at] = (byte) (value >>> 24);
        fixed[at + 1] = (byte) (value >>> 16);
        fixed[at + 2] = (byte) (value >>> 8);
        fixed[at + 3] = (byte) value;
    }
}
