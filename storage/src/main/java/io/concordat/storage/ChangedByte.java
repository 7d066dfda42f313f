package io.concordat.storage;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The one byte whose change explains a wrong CRC32C. A checksum is linear: the difference between the one expected and
 * the one found depends only on where a byte changed and by how much, so both can be read from it.
 *
 * @param offset in the block
 * @param was the byte before it changed
 */
record ChangedByte(int offset, byte was) {
    private static final int POLYNOMIAL = 0x82f63b78;
    private static final int[] TABLE = new int[256];
    private static final int[] BY_HIGH_BYTE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int c = i;
            for (int bit = 0; bit < 8; bit++) {
                c = (c & 1) != 0 ? c >>> 1 ^ POLYNOMIAL : c >>> 1;
            }
            TABLE[i] = c;
            BY_HIGH_BYTE[c >>> 24] = i;
        }
    }

    /**
     * The byte of {@code block} that must have changed, or null when no single one explains the checksum. Damage to
     * several bytes is taken for that of one in about 0.4 % of blocks of 64 KiB.
     */
    static @Nullable ChangedByte find(byte[] block, int length, int expected) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, length);
        int difference = (int) crc.getValue() ^ expected;
        for (int at = length - 1; at >= 0; at--) {
            int index = BY_HIGH_BYTE[difference >>> 24];
            if (TABLE[index] == difference && index != 0) {
                return new ChangedByte(at, (byte) (block[at] ^ index));
            }
            difference = (difference ^ TABLE[index]) << 8 | index;
        }
        return null;
    }
}
