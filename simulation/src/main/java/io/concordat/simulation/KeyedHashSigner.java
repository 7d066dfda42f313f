package io.concordat.simulation;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import io.concordat.simulation.time.SeededRandom;

/**
 * Signatures that cost nothing: a keyed mix of the message. Nobody in the simulator forges signatures, so all they
 * must do is
 * differ when key or message differ.
 */
public final class KeyedHashSigner implements Signer {
    private static final long PRIME = 0x100000001B3L;

    private final Bytes publicKey;

    public KeyedHashSigner(Bytes publicKey) {
        this.publicKey = publicKey;
    }

    /** The key of a node, or of a client, by number. */
    public static Bytes keyOf(long number) {
        ByteWriter key = new ByteWriter(32);
        for (int i = 0; i < 4; i++) {
            key.u64(SeededRandom.mix(number * 4 + i + 1));
        }
        return key.toBytes();
    }

    /** Checks what any of these signers made. */
    public static Verifier verifier() {
        return (key, message, signature) -> signature(key, message).equals(signature);
    }

    @Override
    public Bytes publicKey() {
        return publicKey;
    }

    @Override
    public Bytes sign(Bytes message) {
        return signature(publicKey, message);
    }

    private static Bytes signature(Bytes key, Bytes message) {
        long mixed = fold(fold(0xCBF29CE484222325L, key), message);
        ByteWriter out = new ByteWriter(64);
        for (int i = 0; i < 8; i++) {
            mixed = SeededRandom.mix(mixed + i);
            out.u64(mixed);
        }
        return out.toBytes();
    }

    /** FNV-1a. */
    private static long fold(long start, Bytes bytes) {
        byte[] array = bytes.backingArray();
        long hash = start;
        for (int i = bytes.backingOffset(), end = i + bytes.length(); i < end; i++) {
            hash = (hash ^ (array[i] & 0xff)) * PRIME;
        }
        return hash;
    }
}
