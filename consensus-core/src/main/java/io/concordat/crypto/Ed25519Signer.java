package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import java.security.SecureRandom;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs with an Ed25519 private key held in memory (RFC 8032, pure). Thread-safe. */
public final class Ed25519Signer implements Signer {
    public static final int SEED_LENGTH = Ed25519.SECRET_KEY_SIZE;
    public static final int SIGNATURE_LENGTH = Ed25519.SIGNATURE_SIZE;

    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final LongAdder signatures = new LongAdder();

    /** {@code seed}: the 32 secret bytes of RFC 8032; copied. */
    public Ed25519Signer(Bytes seed) {
        if (seed.length() != SEED_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length());
        }
        this.seed = seed.toArray();
        Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
    }

    /** A fresh key from the operating system's randomness. */
    public static Bytes newSeed() {
        byte[] seed = new byte[SEED_LENGTH];
        new SecureRandom().nextBytes(seed);
        return Bytes.wrap(seed);
    }

    @Override
    public Bytes publicKey() {
        return Bytes.copyOf(publicKey);
    }

    @Override
    public Bytes sign(Bytes message) {
        byte[] signature = new byte[SIGNATURE_LENGTH];
        // With the public key at hand signing costs one scalar multiplication instead of two.
        Ed25519.sign(
                seed, 0, publicKey, 0, message.backingArray(), message.backingOffset(), message.length(), signature, 0);
        signatures.increment();
        return Bytes.wrap(signature);
    }

    /** Signatures made so far. */
    public long signatures() {
        return signatures.sum();
    }
}
