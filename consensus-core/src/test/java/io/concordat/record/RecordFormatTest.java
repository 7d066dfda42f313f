package io.concordat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.protocol.RecordKind;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    private static final StoredRecord RECORD =
            new StoredRecord(7, RecordKind.BATCH, 42, 3, Hash.of(Bytes.utf8("h")), Bytes.utf8("payload"));
    private static final Bytes KEY = RecordFormat.key(7, RecordKind.BATCH, 42);
    private static final Owner OWNER = new Owner(LogFixture.CLUSTER, 7, 2);
    private static final Watermark WATERMARK = new Watermark(
            OWNER,
            5,
            new Lineage(9, 2, java.util.List.of(7L, -8L, 9L)),
            new HardState(4, 2),
            new LogTail(3, 42, Hash.of(Bytes.utf8("t"))),
            true,
            java.util.List.of(new SeenLife(1, 4, -5), new SeenLife(3, 9, 6)));

    @Test
    void aRecordComesBackAsItWas() throws Exception {
        assertThat(RecordFormat.decode(KEY, RecordFormat.encode(RECORD))).isEqualTo(RECORD);
    }

    @Test
    void keysStandInTheOrderOfGroupKindAndIndex() {
        assertThat(KEY.toHex()).isEqualTo("0000000702000000000000002a");
        assertThat(RecordFormat.key(7, RecordKind.BATCH, 255)).isLessThan(RecordFormat.key(7, RecordKind.BATCH, 256));
        assertThat(RecordFormat.key(7, RecordKind.BATCH, -1)).isLessThan(RecordFormat.endOf(7, RecordKind.BATCH));
    }

    @Test
    void S07_anyFlippedBitOfARecordIsFound() {
        Bytes value = RecordFormat.encode(RECORD);
        for (int bit = 0; bit < value.length() * 8; bit++) {
            Bytes damaged = LogFixture.flip(value, bit);
            assertThatThrownBy(() -> RecordFormat.decode(KEY, damaged)).isInstanceOf(MalformedException.class);
            assertThat(RecordFormat.isNewer(damaged)).isFalse();
        }
    }

    @Test
    void S08_anIntactRecordInAnothersPlaceIsFound() {
        Bytes value = RecordFormat.encode(RECORD);
        for (Bytes elsewhere : new Bytes[] {
            RecordFormat.key(7, RecordKind.BATCH, 43),
            RecordFormat.key(8, RecordKind.BATCH, 42),
            RecordFormat.key(7, RecordKind.CERTIFICATE, 42)
        }) {
            assertThatThrownBy(() -> RecordFormat.decode(elsewhere, value))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("misdirected");
        }
    }

    @Test
    void anyFlippedBitOfASlotIsFound() throws Exception {
        Bytes slot = WATERMARK.encode();
        assertThat(slot.length()).isEqualTo(SlotFile.SLOT_BYTES);
        assertThat(Watermark.decode(slot)).isEqualTo(WATERMARK);
        for (int bit = 0; bit < slot.length() * 8; bit++) {
            Bytes damaged = LogFixture.flip(slot, bit);
            assertThatThrownBy(() -> Watermark.decode(damaged)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void hostileBytesAreMalformedAndNothingElse() {
        Random random = new Random(20_261_123);
        Bytes record = RecordFormat.encode(RECORD);
        Bytes slot = WATERMARK.encode();
        for (int i = 0; i < 20_000; i++) {
            Bytes key = random.nextBoolean() ? KEY : noise(random, 20);
            onlyMalformed(() -> RecordFormat.decode(key, mutate(random, record)));
            onlyMalformed(() -> Watermark.decode(mutate(random, slot)));
            onlyMalformed(() ->
                    StoredHardState.of(new StoredRecord(1, RecordKind.HARD_STATE, 0, 1, Hash.ZERO, noise(random, 64))));
        }
    }

    private interface Decoding {
        Object run() throws Exception;
    }

    private static void onlyMalformed(Decoding decoding) {
        try {
            assertThat(decoding.run()).isNotNull();
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        } catch (Exception other) {
            throw new AssertionError("hostile bytes led to " + other, other);
        }
    }

    private static Bytes noise(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /**
     * Flips, cuts or stretches; sometimes with the checksum made right again, so that what lies behind it is reached.
     */
    private static Bytes mutate(Random random, Bytes valid) {
        if (random.nextInt(10) == 0) {
            return noise(random, 700);
        }
        byte[] bytes = valid.toArray();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        Bytes cut = Bytes.wrap(java.util.Arrays.copyOf(bytes, length));
        if (length < 4 || random.nextBoolean()) {
            return cut;
        }
        Bytes body = cut.slice(4, length - 4);
        int crc = RecordFormat.crc(body);
        return Bytes.concat(new io.concordat.bytes.ByteWriter(4).u32(crc).toBytes(), body);
    }
}
