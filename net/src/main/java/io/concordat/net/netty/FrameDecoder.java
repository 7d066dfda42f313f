package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.runtime.Budget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames. Each byte is copied once, from the socket's buffer into the heap array that the frame's
 * header and payload then share as slices.
 *
 * <p>The length a stranger announces is compared with the limit of the connection's stage before memory is taken, and
 * beyond {@code trusted} bytes memory is taken only as bytes arrive, so that many connections that announce much and
 * send
 * nothing cost little. The first malformed frame ends the stream: nothing after it is looked at.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
    /** A frame that is not whole yet counts from this length on; shorter ones are bounded by their number. */
    private static final int COUNTED = 16 << 10;

    private static final long WHOLE = Long.MIN_VALUE;
    private static final @Nullable FrameKind[] KINDS = kindsByCode();

    private final byte[] fixed = new byte[Frame.FIXED_LENGTH];
    private final CRC32C crc = new CRC32C();
    private final int trusted;
    private @Nullable Budget held;
    private long counted;
    private long partialSince = WHOLE;
    private int limit;
    private int fixedFilled;
    private byte @Nullable [] body;
    private int bodyLength;
    private int bodyFilled;
    private boolean ended;

    /**
     * @param limit longest whole frame, bytes
     * @param trusted up to which length memory is taken at once
     */
    FrameDecoder(int limit, int trusted) {
        this.limit = limit;
        this.trusted = trusted;
    }

    /** For the frames that follow the current one; to be called on the event loop. */
    void limit(int bytes) {
        limit = bytes;
    }

    /** What frames that are not whole yet occupy is taken from {@code part} from now on; on the event loop. */
    void account(Budget part) {
        held = part;
    }

    /** For how long a frame has been begun and not ended, nanoseconds; 0 between frames. On the event loop. */
    long partialNanos(long now) {
        return partialSince == WHOLE ? 0 : now - partialSince;
    }

    /** The time so far was not the sender's fault. On the event loop. */
    void excuse(long now) {
        partialSince = partialSince == WHOLE ? WHOLE : now;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            while (!ended && in.isReadable()) {
                Frame frame = next(in);
                if (frame != null) {
                    ctx.fireChannelRead(frame);
                }
            }
            if (ended || fixedFilled == 0) {
                partialSince = WHOLE;
            } else if (partialSince == WHOLE) {
                partialSince = System.nanoTime();
            }
        } catch (MalformedException e) {
            end();
            ctx.fireExceptionCaught(e);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    /** Stops delivering what is still buffered; to be called by whoever closes the connection, on the event loop. */
    void end() {
        ended = true;
        body = null;
        release();
    }

    private byte[] bodyOf(int length) throws MalformedException {
        Budget from = held;
        if (from != null && length > COUNTED) {
            if (!from.take(length - counted)) {
                throw new MalformedException("begun frames hold all there is for them");
            }
            counted = length;
        }
        return new byte[length];
    }

    private void release() {
        Budget to = held;
        if (to != null && counted > 0) {
            to.giveBack(counted);
            counted = 0;
        }
    }

    private @Nullable Frame next(ByteBuf in) throws MalformedException {
        if (fixedFilled < fixed.length) {
            int take = Math.min(in.readableBytes(), fixed.length - fixedFilled);
            in.readBytes(fixed, fixedFilled, take);
            fixedFilled += take;
            if (fixedFilled < fixed.length) {
                return null;
            }
            begin();
        }
        byte[] into = body == null ? new byte[0] : body;
        while (bodyFilled < bodyLength && in.isReadable()) {
            if (bodyFilled == into.length) {
                byte[] longer = bodyOf((int) Math.min(bodyLength, into.length * 4L));
                System.arraycopy(into, 0, longer, 0, bodyFilled);
                into = longer;
                body = into;
            }
            int take = Math.min(in.readableBytes(), into.length - bodyFilled);
            in.readBytes(into, bodyFilled, take);
            bodyFilled += take;
        }
        return bodyFilled < bodyLength ? null : finish(into);
    }

    private void begin() throws MalformedException {
        if (u16(0) != Frame.MAGIC || (fixed[2] & 0xff) != Frame.VERSION) {
            throw new MalformedException("expected a frame of version " + Frame.VERSION + ", found other bytes");
        }
        if (KINDS[fixed[3] & 0xff] == null) {
            throw new MalformedException("frame kind " + (fixed[3] & 0xff) + " is unknown");
        }
        long length = Integer.toUnsignedLong(u32(8)) + Integer.toUnsignedLong(u32(12));
        if (length + Frame.FIXED_LENGTH > limit) {
            throw new MalformedException(
                    "a frame of " + (length + Frame.FIXED_LENGTH) + " bytes, the limit is " + limit);
        }
        bodyLength = (int) length;
        bodyFilled = 0;
        body = bodyOf(Math.min(bodyLength, trusted));
    }

    private Frame finish(byte[] bytes) throws MalformedException {
        crc.reset();
        crc.update(fixed, 0, 16);
        crc.update(bytes, 0, bodyLength);
        if ((int) crc.getValue() != u32(16)) {
            throw new MalformedException("the frame's checksum does not match");
        }
        FrameKind kind = KINDS[fixed[3] & 0xff];
        if (kind == null) {
            throw new MalformedException("frame kind is unknown");
        }
        int headerLength = u32(8);
        Bytes header = Bytes.wrap(bytes, 0, headerLength);
        int payloadLength = bodyLength - headerLength;
        List<Bytes> payload = payloadLength == 0 ? List.of() : List.of(Bytes.wrap(bytes, headerLength, payloadLength));
        fixedFilled = 0;
        body = null;
        release();
        return new Frame(kind, u32(4), header, payload);
    }

    private int u16(int at) {
        return (fixed[at] & 0xff) << 8 | (fixed[at + 1] & 0xff);
    }

    private int u32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    private static @Nullable FrameKind[] kindsByCode() {
        @Nullable FrameKind[] byCode = new FrameKind[256];
        for (FrameKind kind : FrameKind.values()) {
            byCode[kind.code()] = kind;
        }
        return byCode;
    }
}
