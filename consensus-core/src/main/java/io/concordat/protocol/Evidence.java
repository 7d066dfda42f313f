package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;

/**
 * Two statements of one member that no honest one can have signed both: proof of a lie to anybody who knows its key.
 *
 * @param signer whose word both are
 * @param phase what kind of statement, in the protocol's own word
 * @param term of both (PBFT: the view)
 * @param index of both
 */
public record Evidence(int signer, String phase, long term, long index, Signed one, Signed other) {
    /** What was signed, and the signature that proves it. */
    public record Signed(Hash digest, Bytes signature) {}
}
