package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    private static final int LIMIT = 1 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final Random random = new Random(20261123);

    @Test
    void framesSurviveAnyFragmentation() throws MalformedException {
        for (int round = 0; round < 200; round++) {
            List<Frame> sent = new ArrayList<>();
            List<byte[]> wires = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                sent.add(randomFrame());
            }
            FrameEncoder encoder = new FrameEncoder(allocator, part -> wires.add(drain(part)));
            sent.forEach(encoder::add);
            encoder.finish();
            byte[] wire = join(wires);
            EmbeddedChannel channel = decoder();
            int at = 0;
            while (at < wire.length) {
                int take = Math.min(wire.length - at, 1 + random.nextInt(3_000));
                channel.writeInbound(Unpooled.copiedBuffer(wire, at, take));
                at += take;
            }
            for (Frame frame : sent) {
                Frame got = channel.readInbound();
                assertThat(got.kind()).isEqualTo(frame.kind());
                assertThat(got.group()).isEqualTo(frame.group());
                assertThat(got.header()).isEqualTo(frame.header());
                assertThat(got.payload()).hasSizeLessThanOrEqualTo(1);
                assertThat(got.joinedPayload()).isEqualTo(frame.joinedPayload());
            }
            assertThat((Object) channel.readInbound()).isNull();
        }
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void noSingleFlippedBitGetsThrough() {
        byte[] wire = encode(Frame.of(FrameKind.PEER, 3, Bytes.utf8("header"), Bytes.utf8("payload")));
        for (int bit = 0; bit < wire.length * 8; bit++) {
            byte[] bent = wire.clone();
            bent[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(feed(decoder(), bent)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void lengthsOfFourGigabytesTakeNoMemory() {
        byte[] wire = encode(Frame.of(FrameKind.PEER, 3, Bytes.utf8("header"), Bytes.utf8("payload")));
        for (int[] field : new int[][] {{8, 12}, {8}, {12}}) {
            for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, LIMIT}) {
                byte[] bent = wire.clone();
                for (int at : field) {
                    for (int i = 0; i < 4; i++) {
                        bent[at + i] = (byte) (value >>> 24 - 8 * i);
                    }
                }
                EmbeddedChannel channel = decoder();
                assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(bent)))
                        .isInstanceOf(MalformedException.class)
                        .hasMessageContaining("the limit is " + LIMIT);
                // Whatever follows, even an honest frame, is not looked at any more.
                channel.writeInbound(Unpooled.wrappedBuffer(wire));
                assertThat((Object) channel.readInbound()).isNull();
            }
        }
    }

    @Test
    void memoryForAnAnnouncedFrameIsTakenOnlyAsItArrives() {
        byte[] beginning = encode(
                new Frame(FrameKind.BUNDLE, 1, Bytes.EMPTY, List.of(Bytes.wrap(new byte[LIMIT - Frame.FIXED_LENGTH]))));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        EmbeddedChannel[] channels = new EmbeddedChannel[100];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new EmbeddedChannel(new FrameDecoder(LIMIT, 4 << 10));
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (EmbeddedChannel channel : channels) {
            channel.writeInbound(Unpooled.wrappedBuffer(beginning, 0, Frame.FIXED_LENGTH + 1));
        }
        long perConnection = (threads.getCurrentThreadAllocatedBytes() - before) / channels.length;
        assertThat(perConnection).isLessThan(64 << 10);
        byte[] rest = new byte[beginning.length - Frame.FIXED_LENGTH - 1];
        channels[0].writeInbound(Unpooled.wrappedBuffer(rest));
        Frame whole = channels[0].readInbound();
        assertThat(whole.payloadLength()).isEqualTo(LIMIT - Frame.FIXED_LENGTH);
    }

    @Test
    void theLimitIsThatOfTheStage() throws MalformedException {
        FrameDecoder decoder = new FrameDecoder(100, 100);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        byte[] large = encode(Frame.of(FrameKind.PEER, 1, Bytes.EMPTY, Bytes.wrap(new byte[81])));
        assertThat(large).hasSize(101);
        decoder.limit(101);
        channel.writeInbound(Unpooled.wrappedBuffer(large));
        assertThat((Object) channel.readInbound()).isNotNull();
        decoder.limit(100);
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(large)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void mutatedAndRandomBytesAreRefusedAndLeakNothing() {
        for (int round = 0; round < 5_000; round++) {
            byte[] wire = random.nextBoolean() ? encode(randomFrame()) : new byte[1 + random.nextInt(200)];
            if (random.nextInt(4) == 0) {
                random.nextBytes(wire);
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                int where = random.nextInt(random.nextBoolean() ? Math.min(wire.length, 20) : wire.length);
                wire[where] = (byte) random.nextInt();
            }
            int length = random.nextBoolean() ? wire.length : 1 + random.nextInt(wire.length);
            ByteBuf input = Unpooled.wrappedBuffer(wire, 0, length);
            EmbeddedChannel channel = decoder();
            try {
                channel.writeInbound(input);
            } catch (Exception e) {
                assertThat(e).isInstanceOf(MalformedException.class);
            }
            channel.finishAndReleaseAll();
            assertThat(input.refCnt()).isZero();
        }
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    private static EmbeddedChannel decoder() {
        return new EmbeddedChannel(new FrameDecoder(LIMIT, 64));
    }

    private static List<Object> feed(EmbeddedChannel channel, byte[] wire) {
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(wire));
        } catch (Exception e) {
            assertThat(e).isInstanceOf(MalformedException.class);
        }
        return new ArrayList<>(channel.inboundMessages());
    }

    private Frame randomFrame() {
        List<Bytes> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(randomBytes(random.nextInt(10) == 0 ? 50_000 : 300));
        }
        FrameKind kind = FrameKind.values()[random.nextInt(FrameKind.values().length)];
        return new Frame(kind, random.nextInt(), randomBytes(random.nextInt(10) == 0 ? 9_000 : 60), parts);
    }

    /** A slice somewhere in a larger array, as payloads really are. */
    private Bytes randomBytes(int most) {
        byte[] bytes = new byte[most + 10];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes, random.nextInt(10), random.nextInt(most + 1));
    }

    private byte[] encode(Frame frame) {
        return drain(FrameEncoder.encode(allocator, frame));
    }

    private static byte[] drain(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }

    private static byte[] join(List<byte[]> parts) {
        return Bytes.concat(parts.stream().map(Bytes::wrap).toArray(Bytes[]::new))
                .toArray();
    }
}
