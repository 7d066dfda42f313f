package io.concordat.state;

import io.concordat.bytes.Bytes;

/**
 * What a part of the tree holds, in short.
 *
 * @param bytes of its entries as a snapshot writes them: two lengths, key and value of each
 */
record Digest(Bytes hash, long bytes) {}
