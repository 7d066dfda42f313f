package io.concordat.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.crypto.wire.EnvelopeWire.EnvelopeHeader;
import io.concordat.runtime.SeededRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hand-written codec against the generated one: the same bytes for the same fields, and nothing else is read. */
class HeaderTest {
    private final SeededRandom random = new SeededRandom(4);

    @Test
    void everyHeaderIsWrittenAsProtobufWritesIt() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Header header = draw();
            assertThat(header.encode().toArray()).isEqualTo(generated(header).toByteArray());
            assertThat(Header.decode(header.encode())).isEqualTo(header);
        }
    }

    @Test
    void bytesAreReadExactlyWhenProtobufWouldWriteThemAgain() {
        int canonical = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = draw().encode().toArray();
            for (long changes = random.nextLong(3); changes > 0 && bytes.length > 0; changes--) {
                bytes[(int) random.nextLong(bytes.length)] ^= (byte) (1 << random.nextLong(8));
            }
            Header read = read(bytes);
            EnvelopeHeader expected = readByProtobuf(bytes);
            assertThat(read == null).as("%s", Bytes.wrap(bytes)).isEqualTo(expected == null);
            if (read != null) {
                canonical++;
                assertThat(generated(read)).isEqualTo(expected);
            }
        }
        assertThat(canonical).as("both outcomes were tried").isBetween(20_000, 180_000);
    }

    private static @Nullable Header read(byte[] bytes) {
        try {
            return Header.decode(Bytes.wrap(bytes));
        } catch (MalformedException e) {
            return null;
        }
    }

    private static @Nullable EnvelopeHeader readByProtobuf(byte[] bytes) {
        try {
            EnvelopeHeader header = EnvelopeHeader.parseFrom(bytes);
            boolean same = Bytes.wrap(header.toByteArray()).equals(Bytes.wrap(bytes));
            return same && header.getUnknownFields().getSerializedSize() == 0 ? header : null;
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private Header draw() {
        return new Header(
                bytes(),
                (int) number(),
                number(),
                (int) number(),
                number(),
                number(),
                (int) number(),
                number(),
                number(),
                bytes(),
                (int) number());
    }

    /** Of every length, zero often. */
    private long number() {
        return random.nextLong() >>> random.nextLong(64) & -random.nextLong(4);
    }

    private Bytes bytes() {
        byte[] drawn = new byte[(int) random.nextLong(4) * (int) random.nextLong(60)];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (byte) random.nextLong();
        }
        return Bytes.wrap(drawn);
    }

    private static EnvelopeHeader generated(Header header) {
        return EnvelopeHeader.newBuilder()
                .setCluster(ByteString.copyFrom(header.cluster().toArray()))
                .setGroup(header.group())
                .setEpoch(header.epoch())
                .setSender(header.sender())
                .setSenderIncarnation(header.senderIncarnation())
                .setReceiverIncarnation(header.receiverIncarnation())
                .setKind(header.kind())
                .setTerm(header.term())
                .setIndex(header.index())
                .setBody(ByteString.copyFrom(header.body().toArray()))
                .setReceiver(header.receiver())
                .build();
    }
}
