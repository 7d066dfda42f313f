package io.concordat.snapshot;

import io.concordat.bytes.Hash;

/**
 * One piece of a snapshot, named by its content: equal pieces of two snapshots are one file.
 *
 * @param section neighbouring buckets of keyed state in the order of their numbers, then a structure of the machine's
 *     own; a section fills one chunk or several
 * @param crc CRC32C of the content, which lets an offline check find the very byte that changed
 */
public record Chunk(int section, int length, Hash hash, int crc) {
    /** Most bytes of one chunk. */
    public static final int MOST = 1 << 20;

    static final int ENCODED = 4 + 4 + Hash.LENGTH + 4;

    String file() {
        return "chunk-" + hash.toHex();
    }
}
