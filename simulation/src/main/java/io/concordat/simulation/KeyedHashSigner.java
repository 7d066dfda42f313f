package io.concordat.simulation;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import io.concordat.simulation.time.SeededRandom;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Signatures that cost nothing: a keyed mix of the message. Nobody in the simulator forges signatures, so all they
 * must do is
 * differ when key or message differ.
 */
public final class KeyedHashSigner implements Signer {
    private static final long PRIME = 0x100000001B3L;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

    /** FNV-1a over words of eight bytes, whose high bits come down again, then over the rest. */
    private static long fold(long start, Bytes bytes) {
        byte[] array = bytes.backingArray();
        int at = bytes.backingOffset();
        int end = at + bytes.length();
        long hash = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = Long.rotateLeft((hash ^ (long) WORDS.get(array, at)) * PRIME, 29);
        }
        for (; at < end; at++) {
            hash = (hash ^ (array[at] & 0xff)) * PRIME;
        }
        return hash;
    }
}
